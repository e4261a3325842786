using Pipeline.EventLog.Retention;

namespace Pipeline.EventLog.Sqlite;

public sealed partial class SqliteEventLog
{
    private int _lacksSpace;
    private StreamName? _heldUpBy;

    /// <summary>One sweep at a time, so that a slow disk does not pile them up.</summary>
    private void SweepInBackground()
    {
        if (Interlocked.Exchange(ref _isSweeping, 1) == 0)
            _ = SweepAsync();
    }

    private async Task SweepAsync()
    {
        try
        {
            RetentionResult result = await ApplyRetentionAsync().ConfigureAwait(false);
            if (result.Frames > 0)
                LogRemoved(result.Frames, result.Bytes);
            // Said once per stream, not once a minute.
            if (result.NeededBy is { } stream && stream != _heldUpBy)
                LogRetentionHeldUp(stream);
            _heldUpBy = result.NeededBy;
        }
        catch (ObjectDisposedException)
        {
            // The log was closed between two steps.
        }
        catch (EventLogException exception)
        {
            LogRetentionFailed(exception);
        }
        finally
        {
            Volatile.Write(ref _isSweeping, 0);
        }
    }

    private void ReportSpace(bool hasSpace)
    {
        int lacksSpace = hasSpace ? 0 : 1;
        if (Volatile.Read(ref _lacksSpace) == lacksSpace || Interlocked.Exchange(ref _lacksSpace, lacksSpace) == lacksSpace)
            return;
        if (hasSpace)
            LogSpaceBack(_options.DataDirectory);
        else
            LogSpaceLow(_options.DataDirectory, _options.FreeSpaceFloorBytes);
    }
}
