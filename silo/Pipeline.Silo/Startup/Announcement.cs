using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Pipeline.Silo.Hosting;
using Pipeline.Silo.Storage;

namespace Pipeline.Silo.Startup;

/// <summary>Prints the welcome when the silo listens and is ready: then a script that waits for it can go on.</summary>
internal sealed class Announcement(
    IServer server, Readiness readiness, IHostApplicationLifetime lifetime, EventStore store) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration started = lifetime.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(stoppingToken);
        await readiness.WhenReady.WaitAsync(stoppingToken);
        string url = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync(Welcome.Text(url, GrainHosting.Edition, store.Place));
    }
}
