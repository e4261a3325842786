using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Pipeline.Client.Redis;

/// <summary>How a multiplexer gets into the services, and its twin that captures.</summary>
internal static class MultiplexerDescriptor
{
    /// <summary>The descriptor that creates the same multiplexer and captures it; null if the service is another, or is made by its constructor.</summary>
    public static ServiceDescriptor? Capture(ServiceDescriptor descriptor)
    {
        if (descriptor.ServiceType != typeof(IConnectionMultiplexer) && descriptor.ServiceType != typeof(ConnectionMultiplexer))
            return null;
        return descriptor.IsKeyedService ? CaptureKeyed(descriptor) : CapturePlain(descriptor);
    }

    private static ServiceDescriptor? CapturePlain(ServiceDescriptor descriptor)
    {
        if (descriptor.ImplementationInstance is IConnectionMultiplexer instance)
        {
            instance.WithPipeline();
            return descriptor;
        }

        return descriptor.ImplementationFactory is { } factory
            ? new ServiceDescriptor(descriptor.ServiceType, services => WithPipeline(factory(services)), descriptor.Lifetime)
            : null;
    }

    private static ServiceDescriptor? CaptureKeyed(ServiceDescriptor descriptor)
    {
        if (descriptor.KeyedImplementationInstance is IConnectionMultiplexer instance)
        {
            instance.WithPipeline();
            return descriptor;
        }

        return descriptor.KeyedImplementationFactory is { } factory
            ? new ServiceDescriptor(descriptor.ServiceType, descriptor.ServiceKey, (services, key) => WithPipeline(factory(services, key)), descriptor.Lifetime)
            : null;
    }

    private static object WithPipeline(object created) => ((IConnectionMultiplexer)created).WithPipeline();
}
