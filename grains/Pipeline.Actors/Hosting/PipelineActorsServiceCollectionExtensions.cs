using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pipeline.Actors.Hosting;

/// <summary>Adds the actor host to an application.</summary>
public static class PipelineActorsServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="ActorHost"/>, also as <see cref="IGrainFactory"/> and <see cref="IClusterClient"/>, and a hosted service that
    /// stops it. Hosted services stop in the reverse of the order they were added: add the grains' storage before this.
    /// </summary>
    /// <param name="services">To add to.</param>
    /// <param name="configure">Names at least the grain classes.</param>
    public static IServiceCollection AddPipelineActors(this IServiceCollection services, Action<ActorHostOptions> configure) =>
        services.AddPipelineActors((_, options) => configure(options));

    /// <inheritdoc cref="AddPipelineActors(IServiceCollection, Action{ActorHostOptions})"/>
    public static IServiceCollection AddPipelineActors(
        this IServiceCollection services, Action<IServiceProvider, ActorHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddSingleton(provider =>
        {
            ActorHostOptions options = new();
            if (provider.GetService<TimeProvider>() is { } timeProvider)
                options.TimeProvider = timeProvider;
            configure(provider, options);
            return new ActorHost(options, provider, provider.GetService<ILogger<ActorHost>>());
        });
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<ActorHost>());
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<ActorHost>());
        services.AddHostedService<ActorHostService>();
        return services;
    }
}
