using Microsoft.Extensions.DependencyInjection;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>The few services that grains ask for, without a container: a run starts thousands of activations.</summary>
internal sealed class GrainServices(params (Type Type, object Instance)[] services) : IServiceProvider, IServiceScopeFactory, IServiceScope
{
    private readonly Dictionary<Type, object> _services = services.ToDictionary(service => service.Type, service => service.Instance);

    public IServiceProvider ServiceProvider => this;

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IServiceScopeFactory) || serviceType == typeof(IServiceProvider)
            ? this
            : _services.GetValueOrDefault(serviceType);

    public IServiceScope CreateScope() => this;

    public void Dispose()
    {
    }
}
