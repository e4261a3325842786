using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Client;
using Pipeline.Client.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Records the requests of an application.</summary>
public static class PipelineApplicationBuilderExtensions
{
    /// <summary>Makes a call of each request from here on: as early as possible, so that it sees all of it.</summary>
    /// <param name="app">The application; its services have had <c>AddPipeline</c>.</param>
    /// <param name="configure">Changes what the section <c>Pipeline:Requests</c> says.</param>
    /// <returns>The application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPipeline</c> is missing, or options are wrong; the message says everything that is.</exception>
    public static IApplicationBuilder UsePipeline(this IApplicationBuilder app, Action<PipelineRequestOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<PipelineClient>() is null)
            throw new InvalidOperationException("UsePipeline needs the client: call builder.Services.AddPipeline(...) first.");
        PipelineRequestOptions options = new();
        app.ApplicationServices.GetService<IConfiguration>()?.GetSection("Pipeline:Requests").Bind(options);
        configure?.Invoke(options);
        options.Validate();
        return app.UseMiddleware<PipelineMiddleware>(options);
    }

    /// <summary>Leaves the endpoint's requests unrecorded: health checks, metrics.</summary>
    public static TBuilder WithoutPipeline<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(static endpoint => endpoint.Metadata.Add(NotRecorded.Instance));
        return builder;
    }
}
