using System.Collections;
using System.Reflection;

namespace Pipeline.Silo.Settings;

/// <summary>A part of the configuration that something reads.</summary>
/// <param name="Path">Its path, such as <c>Pipeline:Alerts</c>, or that of a single setting.</param>
/// <param name="Type">What it is bound to; a plain type for a single setting.</param>
internal sealed record SettingsSection(string Path, Type Type)
{
    /// <summary>Every setting in it, by its path. A list or dictionary ends in <c>:*</c>, whatever follows there.</summary>
    public IEnumerable<string> Settings => Walk(Path, Type);

    private static IEnumerable<string> Walk(string path, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain.Namespace == nameof(System))
            return [path];
        if (plain.IsAssignableTo(typeof(IEnumerable)))
            return [path + ":*"];
        return plain.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.CanWrite && !property.PropertyType.IsAssignableTo(typeof(Delegate)))
            .SelectMany(property => Walk($"{path}:{property.Name}", property.PropertyType));
    }
}
