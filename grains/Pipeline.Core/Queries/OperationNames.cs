using Pipeline.Core.Endpoints;

namespace Pipeline.Core.Queries;

/// <summary>Names of operations by their number, as they were at one time. Immutable.</summary>
public sealed class OperationNames
{
    public static readonly OperationNames None = new([], 0);

    private readonly EndpointName[] _names;

    internal OperationNames(EndpointName[] names, int revision)
    {
        _names = names;
        Revision = revision;
    }

    /// <summary>That of the table which they were taken from.</summary>
    internal int Revision { get; }

    internal EndpointName this[int number] => _names[number];
}
