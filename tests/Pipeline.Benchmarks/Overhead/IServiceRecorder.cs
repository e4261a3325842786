namespace Pipeline.Benchmarks.Overhead;

/// <summary>What the service under load tells of its requests. The service is the same whoever listens.</summary>
internal interface IServiceRecorder : IAsyncDisposable
{
    /// <summary>A request begins.</summary>
    IDisposable? Begin(string endpoint, string segment);

    /// <summary>A timestamp for <see cref="Time"/>; 0 if nobody asks.</summary>
    long Timestamp();

    /// <summary>The request called something once, which was not worth timing.</summary>
    void Count(string operation);

    /// <summary>The request waited for something since a timestamp.</summary>
    void Time(string operation, long startTimestamp);

    /// <summary>Hands over everything, and says what became of it.</summary>
    Task<ServiceUsage> FlushAsync();
}
