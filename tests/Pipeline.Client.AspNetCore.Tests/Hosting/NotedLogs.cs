using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pipeline.Client.AspNetCore.Tests.Hosting;

/// <summary>Keeps what the client has logged as a warning.</summary>
internal sealed class NotedLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _warnings = new();

    public IReadOnlyList<string> Warnings => [.. _warnings];

    /// <summary>Whether warnings are not taken but thrown back at whoever logs them.</summary>
    public bool Throws { get; set; }

    public int ThrownCount { get; private set; }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning && Throws)
        {
            ThrownCount++;
            throw new InvalidOperationException("the log is full");
        }

        if (logLevel >= LogLevel.Warning)
            _warnings.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
