namespace Pipeline.Client;

/// <summary>A call did an operation more often than it may.</summary>
/// <param name="Endpoint">The call's endpoint.</param>
/// <param name="Operation">The operation.</param>
/// <param name="CallsMax">How many calls were allowed.</param>
public readonly record struct LimitExcess(string Endpoint, string Operation, long CallsMax);
