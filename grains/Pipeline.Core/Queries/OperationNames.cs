using Pipeline.Core.Endpoints;

namespace Pipeline.Core.Queries;

/// <summary>Names of operations by their number, as they were at one time. Immutable.</summary>
public sealed class OperationNames
{
    public static readonly OperationNames None = new([]);

    private readonly EndpointName[] _names;

    internal OperationNames(EndpointName[] names) => _names = names;

    public int Count => _names.Length;

    internal EndpointName this[int number] => _names[number];
}
