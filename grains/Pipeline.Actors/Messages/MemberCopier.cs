using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pipeline.Actors.Messages;

/// <summary>Copies an object member by member.</summary>
internal sealed class MemberCopier : TypeCopier
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Type _type;
    private readonly ConstructorInfo? _constructor;
    private readonly FieldInfo[] _fields;

    private MemberCopier(Type type, FieldInfo[] fields)
    {
        _type = type;
        _fields = fields;
        _constructor = type.IsValueType ? null : type.GetConstructor(Declared, Type.EmptyTypes);
    }

    public static bool IsTuple(Type type) =>
        typeof(ITuple).IsAssignableFrom(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));

    public static MemberCopier OfAllFields(Type type) => new(type, type.GetFields(Declared));

    /// <summary>
    /// Members with an id, and of records the parameters of the primary constructor; inherited ones if the base is marked too.
    /// </summary>
    public static MemberCopier OfAttributed(Type type)
    {
        List<FieldInfo> fields = [];
        for (Type? level = type; level?.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) is true; level = level.BaseType)
        {
            HashSet<string> implied = PrimaryParametersOfRecord(level);
            fields.AddRange(level.GetFields(Declared).Where(field => field.IsDefined(typeof(IdAttribute))));
            foreach (PropertyInfo property in level.GetProperties(Declared))
            {
                if (!property.IsDefined(typeof(IdAttribute)) && !implied.Contains(property.Name))
                    continue;
                fields.Add(level.GetField($"<{property.Name}>k__BackingField", Declared)
                    ?? throw new NotSupportedException($"{level}.{property.Name} travels in messages and is not an automatic property."));
            }
        }

        return new MemberCopier(type, [.. fields]);
    }

    public override object Copy(object value, MessageCopier copier, Dictionary<object, object> copies)
    {
        object copy = _constructor?.Invoke(null) ?? RuntimeHelpers.GetUninitializedObject(_type);
        if (!_type.IsValueType)
            copies[value] = copy;
        foreach (FieldInfo field in _fields)
            field.SetValue(copy, copier.Copy(field.GetValue(value), copies));
        return copy;
    }

    private static HashSet<string> PrimaryParametersOfRecord(Type type)
    {
        // A method that the compiler gives to records alone, classes and structs alike.
        if (type.GetMethod("PrintMembers", Declared, [typeof(StringBuilder)]) is null)
            return [];
        HashSet<string> properties = [.. type.GetProperties(Declared).Select(property => property.Name)];
        ParameterInfo[] primary = type.GetConstructors(Declared)
            .Select(constructor => constructor.GetParameters())
            .Where(parameters => parameters.All(parameter => properties.Contains(parameter.Name!)))
            .MaxBy(parameters => parameters.Length) ?? [];
        return [.. primary.Select(parameter => parameter.Name!)];
    }
}
