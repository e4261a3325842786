using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pipeline.Client;
using Pipeline.Client.Delivery;
using Pipeline.Client.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Pipeline client to a host.</summary>
public static class PipelineServiceCollectionExtensions
{
    /// <summary>Adds a client configured by the host's section <c>Pipeline</c>, which also starts capture and delivers what there is at the host's stop.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPipeline(this IServiceCollection services, Action<PipelineClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        Add(services).Configure<IServiceProvider>(static (options, provider) => provider.GetService<IConfiguration>()?.GetSection("Pipeline").Bind(options));
        if (configure is not null)
            services.Configure(configure);
        return services;
    }

    /// <summary>Adds a client configured by a section.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">Its keys are the options' names.</param>
    /// <param name="configure">Changes what the section says.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPipeline(this IServiceCollection services, IConfiguration section, Action<PipelineClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        Add(services).Configure(options => section.Bind(options));
        if (configure is not null)
            services.Configure(configure);
        return services;
    }

    private static OptionsBuilder<PipelineClientOptions> Add(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PipelineClientOptions>, PipelineOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<PipelineClientOptions>, PipelineReports>());
        services.TryAddSingleton<RunningCapture>();
        services.TryAddSingleton(CreateClient);
        services.AddHostedService<PipelineHostedService>();
        return services.AddOptions<PipelineClientOptions>().ValidateOnStart();
    }

    private static PipelineClient CreateClient(IServiceProvider provider)
    {
        // What is wrong with the options is said before anything runs.
        PipelineClientOptions options = provider.GetRequiredService<IOptions<PipelineClientOptions>>().Value;
        _ = provider.GetRequiredService<RunningCapture>();
        return new PipelineClient(options, provider.GetService<TimeProvider>(), provider.GetService<IBatchTransport>());
    }
}
