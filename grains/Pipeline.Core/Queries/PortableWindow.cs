using Pipeline.Core.Windows;

namespace Pipeline.Core.Queries;

/// <summary>A closed window of one segment with all that it takes to read it, wherever it goes. Immutable.</summary>
/// <param name="Endpoint">Of which endpoint.</param>
/// <param name="Segment">Of which segment.</param>
/// <param name="Cell">The window.</param>
/// <param name="Operations">Names of its operations, maybe among others.</param>
/// <param name="OwnNamesBytes">Memory of the names, roughly, where no other window shares them.</param>
public sealed record PortableWindow(string Endpoint, string Segment, ClosedCell Cell, OperationNames Operations, int OwnNamesBytes = 0);
