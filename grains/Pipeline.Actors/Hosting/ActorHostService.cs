using Microsoft.Extensions.Hosting;

namespace Pipeline.Actors.Hosting;

/// <summary>Ties the life of an <see cref="ActorHost"/> to that of the application.</summary>
internal sealed class ActorHostService(ActorHost host) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);
}
