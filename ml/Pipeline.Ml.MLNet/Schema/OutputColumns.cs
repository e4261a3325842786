using Microsoft.ML;
using Microsoft.ML.Data;
using Pipeline.Ml.MLNet.Interop;

namespace Pipeline.Ml.MLNet.Schema;

/// <summary>Names, types and annotations of the columns that the transformer adds.</summary>
/// <remarks>
/// The annotations are those by which ML.NET's evaluators and tools find the columns of one scorer: the number of the set they are in,
/// the kind of task, and what each one is. Contributions have the features' slot names, when the features have any.
/// </remarks>
internal static class OutputColumns
{
    public const int Count = 4;

    private const string SlotNames = "SlotNames";
    private const string ScoreColumnSetId = "ScoreColumnSetId";
    private const string ScoreColumnKind = "ScoreColumnKind";
    private const string ScoreValueKind = "ScoreValueKind";

    /// <summary>The columns themselves, for a model of <paramref name="featureCount"/> features over <paramref name="input"/>.</summary>
    public static DataViewSchema.DetachedColumn[] Create(DataViewSchema input, DataViewSchema.Column features, int featureCount)
    {
        uint set = LastSetId(input) + 1;
        return
        [
            new(nameof(OutputColumn.Score), NumberDataViewType.Single, Annotate(set, OutputColumn.Score)),
            new(nameof(OutputColumn.PredictedLabel), BooleanDataViewType.Instance, Annotate(set, OutputColumn.PredictedLabel)),
            new(nameof(OutputColumn.PValue), NumberDataViewType.Single, Annotate(set, OutputColumn.PValue)),
            new(nameof(OutputColumn.Contributions), new VectorDataViewType(NumberDataViewType.Single, featureCount), CopySlotNames(features)),
        ];
    }

    /// <summary>The same before there is data.</summary>
    public static SchemaShape.Column[] CreateShapes(SchemaShape.Column features)
    {
        const SchemaShape.Column.VectorKind scalar = SchemaShape.Column.VectorKind.Scalar;
        const SchemaShape.Column.VectorKind vector = SchemaShape.Column.VectorKind.Vector;
        var scored = new SchemaShape(
        [
            MLNetInternals.CreateShapeColumn(ScoreColumnSetId, scalar, NumberDataViewType.UInt32, true, null),
            MLNetInternals.CreateShapeColumn(ScoreColumnKind, scalar, TextDataViewType.Instance, false, null),
            MLNetInternals.CreateShapeColumn(ScoreValueKind, scalar, TextDataViewType.Instance, false, null),
        ]);
        var named = new SchemaShape(features.Annotations.Where(annotation => annotation.Name == SlotNames));
        return
        [
            MLNetInternals.CreateShapeColumn(nameof(OutputColumn.Score), scalar, NumberDataViewType.Single, false, scored),
            MLNetInternals.CreateShapeColumn(nameof(OutputColumn.PredictedLabel), scalar, BooleanDataViewType.Instance, false, scored),
            MLNetInternals.CreateShapeColumn(nameof(OutputColumn.PValue), scalar, NumberDataViewType.Single, false, scored),
            MLNetInternals.CreateShapeColumn(nameof(OutputColumn.Contributions), vector, NumberDataViewType.Single, false, named),
        ];
    }

    private static DataViewSchema.Annotations Annotate(uint set, OutputColumn column)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue), (ref uint value) => value = set);
        AddText(builder, ScoreColumnKind, "AnomalyDetection");
        AddText(builder, ScoreValueKind, column.ToString());
        return builder.ToAnnotations();
    }

    private static void AddText(DataViewSchema.Annotations.Builder builder, string name, string text)
        => builder.AddPrimitiveValue(name, TextDataViewType.Instance, text.AsMemory());

    private static DataViewSchema.Annotations CopySlotNames(DataViewSchema.Column features)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(features.Annotations, name => name == SlotNames);
        return builder.ToAnnotations();
    }

    private static uint LastSetId(DataViewSchema schema)
    {
        uint last = 0;
        foreach (DataViewSchema.Column column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(ScoreColumnSetId)?.Type is KeyDataViewType { RawType: var raw } && raw == typeof(uint))
            {
                uint id = 0;
                column.Annotations.GetValue(ScoreColumnSetId, ref id);
                last = Math.Max(last, id);
            }
        }

        return last;
    }
}
