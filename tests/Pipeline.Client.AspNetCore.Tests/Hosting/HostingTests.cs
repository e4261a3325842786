using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Client.Delivery;
using Pipeline.Client.Tests.Recording;
using Pipeline.Testing;

namespace Pipeline.Client.AspNetCore.Tests.Hosting;

public sealed class HostingTests : IDisposable
{
    private readonly NotedLogs _logs = new();
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Options_AreBoundFromTheSection()
    {
        using IHost host = Build(new()
        {
            ["Pipeline:Delivery:Endpoints:0"] = "http://one.example:7847",
            ["Pipeline:Delivery:Endpoints:1"] = "http://two.example:7847",
            ["Pipeline:Delivery:SpoolSizeBytesMax"] = "2000000",
            ["Pipeline:Delivery:AttemptTimeout"] = "00:00:03",
            ["Pipeline:Sampling:Probability"] = "0.5",
            ["Pipeline:Sampling:Endpoints:/recommend"] = "0.25",
            ["Pipeline:Sampling:AlwaysSegments:0"] = "gold",
            ["Pipeline:Guard:Canary"] = "true",
            ["Pipeline:Batching:AgeMax"] = "00:00:02",
            ["Pipeline:Capture:Http"] = "false",
            ["Pipeline:Capture:ActivitySources:0"] = "My.Company.Queue",
        });
        PipelineClientOptions options = host.Services.GetRequiredService<IOptions<PipelineClientOptions>>().Value;
        Assert.Equal([new Uri("http://one.example:7847"), new Uri("http://two.example:7847")], options.Delivery.Endpoints);
        Assert.Equal((2_000_000, TimeSpan.FromSeconds(3)), (options.Delivery.SpoolSizeBytesMax, options.Delivery.AttemptTimeout));
        Assert.Equal((0.5, 0.25), (options.Sampling.Probability, options.Sampling.Endpoints["/recommend"]));
        Assert.Equal(["premium", "gold"], options.Sampling.AlwaysSegments);
        Assert.True(options.Guard.Canary);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Batching.AgeMax);
        Assert.False(options.Capture.Http);
        Assert.Equal(["Npgsql", "MySqlConnector", "My.Company.Queue"], options.Capture.ActivitySources);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Start_WithWrongOptions_NamesEveryProblemByItsKey()
    {
        using IHost host = Build(new()
        {
            ["Pipeline:Delivery:Endpoints:0"] = "ftp://one.example",
            ["Pipeline:Delivery:BatchesInFlightMax"] = "500",
            ["Pipeline:Sampling:Probability"] = "7",
            ["Pipeline:Capture:NamesMax"] = "0",
        });
        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(
            ["Pipeline:Sampling:Probability is 7", "Pipeline:Capture:NamesMax is 0", "Pipeline:Delivery:Endpoints:0 is 'ftp://one.example/'", "Pipeline:Delivery:BatchesInFlightMax is 500"],
            exception.Failures.Select(failure => failure[..failure.LastIndexOf(": it takes", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task Stop_DeliversWhatWasRecorded()
    {
        RecordingTransport transport = new();
        using IHost host = Build([], transport);
        await host.StartAsync();
        host.Services.GetRequiredService<PipelineClient>().Record("checkout", null, TimeSpan.FromMilliseconds(3));
        await host.StopAsync();
        Assert.Equal(1, transport.Tallied("checkout"));
        Assert.Empty(_logs.Warnings);
    }

    [Fact]
    public async Task Stop_WhenTheDeadlinePasses_SaysWhatWasNotDelivered()
    {
        using IHost host = Build(new() { ["Pipeline:Delivery:ShutdownDeadline"] = "00:00:00" }, new SilentTransport());
        await host.StartAsync();
        host.Services.GetRequiredService<PipelineClient>().Record("checkout", null, TimeSpan.FromMilliseconds(3));
        using CancellationTokenSource deadline = new();
        await deadline.CancelAsync();
        await host.StopAsync(deadline.Token);
        Assert.Contains(_logs.Warnings, text => text.StartsWith("Not everything recorded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_NoSiloAnswers_TakesNoLongerThanTheClientsDeadline()
    {
        using IHost host = Build(new() { ["Pipeline:Delivery:ShutdownDeadline"] = "00:00:05" }, new SilentTransport());
        await host.StartAsync();
        host.Services.GetRequiredService<PipelineClient>().Record("checkout", null, TimeSpan.FromMilliseconds(3));
        Task stop = Assert.Single(host.Services.GetServices<IHostedService>()).StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);

        // The deadline begins on another thread, so the clock goes on until it has passed.
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (!stop.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await stop;
        Assert.Contains(_logs.Warnings, text => text.StartsWith("Not everything recorded", StringComparison.Ordinal));
        // There is nothing left to wait for.
        await host.Services.GetRequiredService<PipelineClient>().DisposeAsync();
    }

    [Fact]
    public async Task Watch_LogThrows_NothingComesOutOfTheTimer()
    {
        using IHost host = Build([], new RefusingTransport());
        await host.StartAsync();
        PipelineClient client = host.Services.GetRequiredService<PipelineClient>();
        client.Record("checkout", null, TimeSpan.FromMilliseconds(3));
        await client.FlushAsync();
        Assert.Equal(1, client.Statistics.Delivery.DroppedCount);
        _logs.Throws = true;

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(_logs.ThrownCount > 0);
        await host.StopAsync();
    }

    [Fact]
    public async Task Disabled_RecordsNothing()
    {
        RecordingTransport transport = new();
        using IHost host = Build(new() { ["Pipeline:Enabled"] = "false" }, transport);
        await host.StartAsync();
        using (Call call = host.Services.GetRequiredService<PipelineClient>().Begin("checkout"))
            Assert.False(call.IsActive);
        await host.StopAsync();
        Assert.Empty(transport.Tallies);
    }

    [Fact]
    public async Task ExceededLimit_IsLoggedOnce()
    {
        using IHost host = Build([], new RecordingTransport());
        await host.StartAsync();
        PipelineClient client = host.Services.GetRequiredService<PipelineClient>();
        for (int index = 0; index < 3; index++)
        {
            using Call call = client.Begin("checkout");
            call.Limit("json.dumps", 10);
            call.Count("json.dumps", 847);
        }

        await host.StopAsync();
        Assert.Equal(["A call of checkout did json.dumps more than 10 times. Said once."], _logs.Warnings);
    }

    private IHost Build(Dictionary<string, string?> settings, IBatchTransport? transport = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddProvider(_logs);
        builder.Services.AddSingleton(transport ?? new RecordingTransport());
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddPipeline();
        return builder.Build();
    }
}
