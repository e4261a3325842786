using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query;

/// <summary>Says which words a member takes that is an enumeration.</summary>
internal static class JsonWords
{
    /// <summary>For instance <c>: it takes ticket or page</c>; empty where the member is none.</summary>
    /// <param name="type">What the body is.</param>
    /// <param name="path">The member's place, as <see cref="JsonException.Path"/> has it: <c>$.filter.types[0]</c>.</param>
    public static string Of(JsonTypeInfo type, string path)
    {
        Type? found = type.Type;
        foreach (string step in path.Split('.').Skip(1))
        {
            string name = step.Split('[')[0];
            JsonPropertyInfo? member = found is null ? null : type.Options.GetTypeInfo(found).Properties.FirstOrDefault(property => property.Name == name);
            found = member is null ? null : ElementOf(member.PropertyType);
        }

        return found is { IsEnum: true } ? $": it takes {Words.ListOf(found)}" : string.Empty;
    }

    private static Type ElementOf(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsGenericType && plain.GetGenericArguments() is [{ } element] ? Nullable.GetUnderlyingType(element) ?? element : plain;
    }
}
