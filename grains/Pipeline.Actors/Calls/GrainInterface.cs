using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;

namespace Pipeline.Actors.Calls;

/// <summary>The methods of one grain interface, inherited ones included.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> s_known = new();

    private readonly FrozenDictionary<MethodInfo, GrainMethod> _methods;

    private GrainInterface(Type type)
    {
        if (!type.IsInterface)
            throw new ArgumentException($"{type} is not an interface: grains are reached through their interfaces.", nameof(type));
        _methods = type.GetInterfaces().Append(type)
            .SelectMany(part => part.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .ToFrozenDictionary(method => method, method => new GrainMethod(method));
    }

    public GrainMethod this[MethodInfo method] => _methods[method];

    public static GrainInterface Of(Type type) => s_known.GetOrAdd(type, static type => new GrainInterface(type));
}
