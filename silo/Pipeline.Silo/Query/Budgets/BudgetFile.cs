using Microsoft.Extensions.Options;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Budgets;

/// <summary>Takes the file of budgets whenever it has changed; of a bad one the last good state stays in effect.</summary>
/// <remarks>
/// Told by the file system, and looking by itself now and then, since on some file systems nobody tells. A bad file is looked at twice
/// before it is refused: it may be half written. It is looked at before the silo is ready, so that the first events are judged by it.
/// A silo that was given no file says nothing: the file may be another silo's.
/// </remarks>
internal sealed partial class BudgetFile(
    IGrainFactory grains, IOptions<BudgetFileOptions> options, TimeProvider clock, ILogger<BudgetFile> logger) : BackgroundService
{
    private const int SizeMax = 4 * 1_024 * 1_024;

    private static readonly TimeSpan s_secondLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private readonly SemaphoreSlim _changed = new(0, 1);

    // What was taken last; null before the first.
    private Content? _taken;

    private string? FullPath => options.Value.File is { } file ? Path.GetFullPath(file) : null;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (FullPath is { } path)
            await TakeAsync(path, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (FullPath is not { } path)
            return;
        using FileSystemWatcher? watcher = Watch(path);
        try
        {
            while (true)
            {
                await _changed.WaitAsync(options.Value.FilePollPeriod, stoppingToken);
                if (!await TakeAsync(path, stoppingToken))
                    await Task.Delay(s_retry, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    private FileSystemWatcher? Watch(string path)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
            watcher.Changed += (_, _) => Notice();
            watcher.Created += (_, _) => Notice();
            watcher.Renamed += (_, _) => Notice();
            watcher.Deleted += (_, _) => Notice();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception)
        {
            // It is looked at now and then anyway.
            watcher?.Dispose();
            LogNotWatched(exception, path, options.Value.FilePollPeriod);
            return null;
        }
    }

    private void Notice()
    {
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else has said so, or the silo stops.
        }
    }

    /// <summary>Looks at the file, and has it taken if it is another than before; false if that could not be done.</summary>
    /// <remarks>Throws nothing but that it is to stop: what measures must not stop for a file.</remarks>
    private async Task<bool> TakeAsync(string path, CancellationToken stoppingToken)
    {
        try
        {
            Content content = await ReadTwiceAsync(path, stoppingToken);
            if (content.IsSame(_taken))
                return true;
            Json<BudgetList>? budgets = content.Fault is null ? Packed.Of(new BudgetList(content.Budgets)) : null;
            await grains.GetGrain<IBudgetGrain>(IBudgetGrain.Key).ReplaceFileAsync(budgets, content.Fault).WaitAsync(s_patience, clock, stoppingToken);
            _taken = content;
            if (content.Fault is not null)
                LogRefused(content.Fault);
            else
                LogTaken(content.Budgets.Count, path);
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotTaken(exception);
            return false;
        }
    }

    private async Task<Content> ReadTwiceAsync(string path, CancellationToken stoppingToken)
    {
        Content content = await ReadAsync(path, stoppingToken);
        if (content.Fault is null || content.IsSame(_taken))
            return content;
        await Task.Delay(s_secondLook, clock, stoppingToken);
        Content again = await ReadAsync(path, stoppingToken);
        if (!again.IsSame(content) && again.Fault is not null)
            Notice();
        return again;
    }

    private static async Task<Content> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > SizeMax })
                return new Content([], [], $"{path}: it is larger than {SizeMax} bytes.");
            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            return BudgetJson.TryReadFile(bytes, out IReadOnlyList<Budget> budgets, out string? defect)
                ? new Content(bytes, budgets, null)
                : new Content(bytes, [], $"{path}: {defect}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Content([], [], $"{path}: there is no such file.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever is wrong with a file must not stop what measures: it is the file's fault.
            return new Content([], [], $"{path}: it cannot be read: {exception.Message}");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} budgets of {Path} are in effect.")]
    private partial void LogTaken(int count, string path);

    [LoggerMessage(2, LogLevel.Error, "The file of budgets is refused, its last good state stays in effect. {Fault}")]
    private partial void LogRefused(string fault);

    [LoggerMessage(3, LogLevel.Warning, "The file of budgets could not be handed on; it is tried again.")]
    private partial void LogNotTaken(Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "{Path} cannot be watched; it is looked at every {Period}.")]
    private partial void LogNotWatched(Exception exception, string path, TimeSpan period);

    /// <param name="Bytes">What the file holds.</param>
    /// <param name="Budgets">The budgets in it.</param>
    /// <param name="Fault">Why it cannot be used; null if it can.</param>
    private sealed record Content(byte[] Bytes, IReadOnlyList<Budget> Budgets, string? Fault)
    {
        public bool IsSame(Content? other) => other is not null && other.Fault == Fault && other.Bytes.AsSpan().SequenceEqual(Bytes);
    }
}
