using Pipeline.Core.Queries;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>What closes is told to those who listen, beside the state: neither snapshots nor answers know of it.</summary>
public sealed partial class EndpointState
{
    private OperationNames _operationNames = OperationNames.None;

    /// <summary>
    /// Whether windows that close from now on are noted for <see cref="TakeClosed"/>, which is then called after each entry. False at first,
    /// so a replay notes nothing.
    /// </summary>
    public bool NotesClosed
    {
        get => Windows.NotesClosed;
        set => Windows.NotesClosed = value;
    }

    /// <summary>The names of operations as they are now, for those who read packed cells later, on another thread.</summary>
    public OperationNames OperationNames
    {
        get
        {
            if (_operationNames.Revision != Operations.Revision)
                _operationNames = new OperationNames([.. Operations.Names], Operations.Revision);
            return _operationNames;
        }
    }

    /// <summary>Moves what has closed since the last call to <paramref name="target"/>, also windows that were past their retention already.</summary>
    public void TakeClosed(List<ClosedCell> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Windows.TakeClosed(target);
    }

    /// <summary>The name of a segment.</summary>
    /// <param name="number">As in <see cref="ClosedCell.Segment"/>.</param>
    public string SegmentName(int number) => Segments.Names[number].Text;
}
