using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Pipeline.Ml.MLNet.Interop;

/// <summary>Tells ML.NET which class loads an isolation forest from a model file.</summary>
/// <remarks>
/// ML.NET's own assemblies say so by an assembly attribute, which only they can write. <see cref="ComponentCatalog.RegisterAssembly"/>
/// asks an <see cref="Assembly"/> for that attribute, and an assembly may be anything that answers: this one answers with the one
/// attribute. The catalog takes an assembly's name once, under its own lock, so registering again costs a look-up and is thread-safe.
/// </remarks>
internal sealed class LoadableClasses : Assembly
{
    private const string AttributeName = "Microsoft.ML.LoadableClassAttribute, Microsoft.ML.Core";

    private static readonly LoadableClasses Instance = new();

    private readonly Attribute[] _attributes;

    private LoadableClasses()
    {
        Type signature = typeof(ComponentCatalog).Assembly.GetType("Microsoft.ML.SignatureLoadModel", throwOnError: true)!;
        _attributes =
        [
            (Attribute)CreateAttribute(
                typeof(IsolationForestTransformer), typeof(ModelFile), null, signature, "Isolation Forest", LoaderHeader.LoaderSignature),
        ];
    }

    public override string FullName => typeof(LoadableClasses).FullName + ", " + typeof(LoadableClasses).Assembly.FullName;

    public static void RegisterIn(ComponentCatalog catalog) => catalog.RegisterAssembly(Instance);

    // The caller casts what it gets to an array of attributes, so an array of objects would not do.
    public override object[] GetCustomAttributes(Type attributeType, bool inherit)
        => Array.TrueForAll(_attributes, attributeType.IsInstanceOfType) ? _attributes : Array.Empty<Attribute>();

    public override Type[] GetTypes() => [];

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(AttributeName)]
    private static extern object CreateAttribute(
        Type instance, Type loader, Type? argument, Type signature, string userName, params string[] loadNames);
}
