using System.Reflection;

namespace Pipeline.Actors.Messages;

/// <summary>Finds registered converters.</summary>
internal static class ConverterCopiers
{
    public static Dictionary<Type, TypeCopier> FindAll(IEnumerable<Assembly> assemblies)
    {
        Dictionary<Type, TypeCopier> found = [];
        foreach (Assembly assembly in assemblies.SelectMany(WithReferences).Distinct())
        {
            foreach (Type type in assembly.GetTypes().Where(type => type.IsDefined(typeof(RegisterConverterAttribute))))
                Add(type, found);
        }

        return found;
    }

    private static void Add(Type type, Dictionary<Type, TypeCopier> found)
    {
        object converter = Activator.CreateInstance(type, nonPublic: true)!;
        foreach (Type part in type.GetInterfaces())
        {
            if (!part.IsGenericType || part.GetGenericTypeDefinition() != typeof(IConverter<,>))
                continue;
            Type copier = typeof(ConverterCopier<,>).MakeGenericType(part.GetGenericArguments());
            found[part.GetGenericArguments()[0]] = (TypeCopier)Activator.CreateInstance(copier, converter)!;
        }
    }

    /// <summary>Only assemblies that know our attributes can hold converters: the rest is not even loaded.</summary>
    private static IEnumerable<Assembly> WithReferences(Assembly assembly)
    {
        string own = typeof(RegisterConverterAttribute).Assembly.GetName().Name!;
        yield return assembly;
        foreach (AssemblyName name in assembly.GetReferencedAssemblies().Where(name => name.Name != own && !IsOfRuntime(name)))
        {
            Assembly reference = Assembly.Load(name);
            if (reference.GetReferencedAssemblies().Any(inner => inner.Name == own))
                yield return reference;
        }
    }

    private static bool IsOfRuntime(AssemblyName name) =>
        name.Name!.StartsWith("System", StringComparison.Ordinal) || name.Name.StartsWith("Microsoft", StringComparison.Ordinal);
}
