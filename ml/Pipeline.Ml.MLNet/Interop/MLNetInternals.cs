using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Pipeline.Ml.MLNet.Interop;

/// <summary>The few members of ML.NET that a trainer needs and that ML.NET keeps to its own assemblies.</summary>
/// <remarks>
/// ML.NET's interfaces for estimators and transformers are public, what an implementation must call is not: the constructor of a
/// <see cref="SchemaShape.Column"/>, the environment behind a catalog, everything that <see cref="ModelSaveContext"/> writes, and the
/// registry of classes that a model file may name. They are reached through <see cref="UnsafeAccessorAttribute"/>, which binds
/// by name and signature without reflection, and all of them are in this folder, so that a new version of ML.NET is checked in one place.
/// Versions 4.0.2 and 5.0 have every one of them with these signatures; one that had not would throw <see cref="MissingMethodException"/>,
/// or <see cref="MissingFieldException"/>, naming the member.
/// </remarks>
internal static class MLNetInternals
{
    private const string LoadContext = "Microsoft.ML.ModelLoadContext, Microsoft.ML.Core";
    private const string DataViewUtils = "Microsoft.ML.Data.DataViewUtils, Microsoft.ML.Data";

    /// <summary>The environment of the <see cref="MLContext"/> that a list of trainers belongs to: its seed, log and component catalog.</summary>
    public static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase trainers) => GetEnvironment(GetOwner(trainers));

    /// <summary>A column of a schema that is known in kind only, before there is data.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern SchemaShape.Column CreateShapeColumn(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern TrainerInfo CreateTrainerInfo(
        bool normalization, bool calibration, bool caching, bool supportValid, bool supportIncrementalTrain, bool supportTest);

    /// <summary>The stream of the model file that belongs to the transformer being saved.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Writer")]
    public static extern ref BinaryWriter WriterOf(ModelSaveContext context);

    /// <summary>The stream of the model file that belongs to the transformer being loaded.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Reader")]
    public static extern ref BinaryReader ReaderOf([UnsafeAccessorType(LoadContext)] object context);

    /// <summary>Several cursors that share the rows of one, each for a thread of its own.</summary>
    public static DataViewRowCursor[] SplitCursor(IChannelProvider provider, DataViewRowCursor input, int count)
        => CreateSplitCursors(null, provider, input, count);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Environment")]
    private static extern IHostEnvironment GetEnvironment(TrainCatalogBase catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Owner")]
    private static extern TrainCatalogBase GetOwner(TrainCatalogBase.CatalogInstantiatorBase trainers);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "CreateSplitCursors")]
    private static extern DataViewRowCursor[] CreateSplitCursors(
        [UnsafeAccessorType(DataViewUtils)] object? owner, IChannelProvider provider, DataViewRowCursor input, int count);
}
