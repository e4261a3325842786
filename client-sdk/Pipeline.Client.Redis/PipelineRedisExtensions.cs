using Microsoft.Extensions.DependencyInjection;
using Pipeline.Client.Redis;

namespace StackExchange.Redis;

/// <summary>Captures the commands of StackExchange.Redis.</summary>
public static class PipelineRedisExtensions
{
    /// <summary>Makes the multiplexer's commands operations of the call in which they begin: <c>redis GET</c>, with counts and times.</summary>
    /// <remarks>A multiplexer has one profiler: one that was registered before is replaced, and one that is registered later replaces this.</remarks>
    /// <returns>The multiplexer.</returns>
    public static T WithPipeline<T>(this T multiplexer)
        where T : IConnectionMultiplexer
    {
        ArgumentNullException.ThrowIfNull(multiplexer);
        RedisErrors.Watch();
        multiplexer.RegisterProfiler(static () =>
        {
            Pipeline.Client.Call call = Pipeline.Client.Call.Current;
            return call.GetCompanion(static () => new RedisCalls())?.Begin(call);
        });
        return multiplexer;
    }

    /// <summary>Captures the multiplexers that have been added to the services, as each is created: call it after adding them.</summary>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidOperationException">There is none among the services.</exception>
    public static IServiceCollection AddPipelineRedis(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        bool found = false;
        for (int index = 0; index < services.Count; index++)
        {
            if (MultiplexerDescriptor.Capture(services[index]) is not { } captured)
                continue;
            services[index] = captured;
            found = true;
        }

        return found ? services : throw new InvalidOperationException(
            "AddPipelineRedis found no IConnectionMultiplexer among the services: add it before, or call WithPipeline() on the multiplexer itself.");
    }
}
