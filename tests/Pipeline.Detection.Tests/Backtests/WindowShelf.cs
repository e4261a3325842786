using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Detection.Tests.Backtests;

/// <summary>Takes closed windows out of an endpoint's memory after each entry, and gives them back to those entries that change them.</summary>
internal sealed class WindowShelf
{
    private readonly Dictionary<WindowKey, byte[]> _windows = [];

    /// <summary>Windows that were given back.</summary>
    public int LoadedCount { get; private set; }

    public void LoadFor(EndpointState state, in EntryHeader header, byte[] body)
    {
        HashSet<WindowKey> unloaded = [];
        state.FindUnloaded(header, body, unloaded);
        foreach (WindowKey key in unloaded)
        {
            state.Load(key, _windows.GetValueOrDefault(key));
            LoadedCount++;
        }
    }

    public void Store(EndpointState state)
    {
        UnsavedWindows unsaved = state.TakeUnsaved();
        foreach ((WindowKey key, byte[] bytes) in unsaved.Windows)
            _windows[key] = bytes;
        state.MarkStored(unsaved);
    }
}
