namespace Pipeline.Protocol.Wire;

/// <summary>The columns of an operation group. All have one slot per event of the group, not per event of the section.</summary>
public enum OperationColumnId : byte
{
    /// <summary>Calls in thousandths; always there.</summary>
    Calls = 1,

    /// <summary>Time within the operation, ns; optional.</summary>
    Time = 2,

    /// <summary>Self time, ns; optional.</summary>
    SelfTime = 3,

    /// <summary>Failed calls; optional.</summary>
    Errors = 4,
}
