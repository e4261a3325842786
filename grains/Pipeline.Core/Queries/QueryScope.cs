namespace Pipeline.Core.Queries;

/// <summary>What an <see cref="EndpointQuery"/> names.</summary>
internal enum QueryScope
{
    All,
    Last,
    Between,
}
