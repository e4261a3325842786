namespace Pipeline.Core.Endpoints;

/// <summary>A name that an endpoint has numbered.</summary>
/// <param name="Text">The name.</param>
/// <param name="Kind">The number of an operation's or value's kind; 0 for a segment.</param>
internal readonly record struct EndpointName(string Text, byte Kind);
