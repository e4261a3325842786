using Pipeline.Core.Endpoints;

namespace Pipeline.Core.Queries;

/// <summary>Names of operations by their number, as they were at one time. Immutable.</summary>
public sealed class OperationNames
{
    public static readonly OperationNames None = new([], 0);

    private readonly EndpointName[] _names;

    internal OperationNames(EndpointName[] names, int version)
    {
        _names = names;
        Version = version;
    }

    /// <summary>That of the table which they were taken from.</summary>
    internal int Version { get; }

    /// <summary>The name of a number. One that was given up in the turn in which its last window closed belongs to the rest.</summary>
    internal EndpointName this[int number] =>
        number < _names.Length && _names[number].Text is not null ? _names[number] : new EndpointName(NameTable.Other, 0);
}
