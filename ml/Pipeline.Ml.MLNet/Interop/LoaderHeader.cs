using System.Reflection;
using Microsoft.ML;

namespace Pipeline.Ml.MLNet.Interop;

/// <summary>What a model file says about a transformer ahead of its content: which class loads it, and the version of its format.</summary>
/// <remarks>
/// ML.NET describes this by a structure of its own, which no accessor can name; it is reached by reflection, once at a save and once at a load.
/// </remarks>
internal static class LoaderHeader
{
    /// <summary>The name under which <see cref="LoadableClasses"/> registers the loader; at most 24 characters.</summary>
    public const string LoaderSignature = "IsolationForestXf";

    private const string ModelSignature = "ISOFORST";
    private const uint Version = 0x00010002;

    private static readonly Assembly Core = typeof(ITransformer).Assembly;
    private static readonly Type VersionInfo = Core.GetType("Microsoft.ML.VersionInfo", throwOnError: true)!;

    private static readonly object Current = Activator.CreateInstance(
        VersionInfo, ModelSignature, Version, Version, Version, typeof(LoaderHeader).Assembly.FullName, LoaderSignature, null)!;

    public static void Write(ModelSaveContext context) => Call(typeof(ModelSaveContext), "SetVersionInfo", context);

    /// <summary>Refuses content of another class, and content that a newer version wrote.</summary>
    /// <exception cref="FormatException">It is such content.</exception>
    public static void Check(object loadContext) => Call(loadContext.GetType(), "CheckAtModel", loadContext);

    private static void Call(Type type, string method, object context)
    {
        const BindingFlags flags = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions;
        MethodInfo found = type.GetMethod(method, flags, [VersionInfo])
            ?? throw new MissingMethodException(type.FullName, method);
        found.Invoke(context, flags, null, [Current], null);
    }
}
