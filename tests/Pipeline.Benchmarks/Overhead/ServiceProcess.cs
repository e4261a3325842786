using System.Diagnostics;
using System.Net.Http.Json;
using Pipeline.Cli.Bench;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>A service started for the benchmark.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ServiceProcess(ServiceMode mode, Process process)
    {
        Mode = mode;
        _process = process;
    }

    public ServiceMode Mode { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="BenchException">It ended, or did not listen in time.</exception>
    public static async Task<ServiceProcess> StartAsync(ServiceMode mode, Uri silo, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Run by the host `dotnet`, or as an executable of its own.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ServiceProcess).Assembly.Location);
        foreach (string argument in (string[])["overhead-service", "--mode", mode.ToString(), "--silo", silo.ToString()])
            start.ArgumentList.Add(argument);
        ServiceProcess service = new(mode, Process.Start(start) ?? throw new BenchException("the service did not start"));
        try
        {
            string? line = await service._process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(StartTimeout, cancellationToken);
            service.Address = new Uri(line ?? throw new BenchException($"the service ended while starting ({mode})"));
            return service;
        }
        catch (TimeoutException)
        {
            await service.DisposeAsync();
            throw new BenchException($"the service did not listen within {StartTimeout.TotalSeconds} s ({mode})");
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets it hand over what it recorded, and says what it used.</summary>
    public async Task<ServiceUsage> ReadUsageAsync(HttpClient http, CancellationToken cancellationToken)
        => await http.GetFromJsonAsync<ServiceUsage>(new Uri(Address, "/usage"), cancellationToken) ?? throw new BenchException($"{Mode} tells nothing of itself");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }
}
