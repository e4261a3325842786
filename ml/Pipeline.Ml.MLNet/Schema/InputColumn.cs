using Microsoft.ML;
using Microsoft.ML.Data;

namespace Pipeline.Ml.MLNet.Schema;

/// <summary>A column that the trainer reads, and what is wrong with one that does not fit.</summary>
/// <remarks>
/// As in ML.NET a schema that does not fit is an <see cref="ArgumentOutOfRangeException"/>; it names column, expected and found type.
/// </remarks>
internal static class InputColumn
{
    private const string FeatureTypes = "a vector of Single of known size, or Single";

    /// <summary>Finds the features in a schema.</summary>
    /// <param name="schema">What the data have.</param>
    /// <param name="name">Name of the column.</param>
    /// <param name="trainedCount">Features that the model was fitted on; <see langword="null"/> while fitting.</param>
    /// <returns>The column and its number of features, at least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type, or of another size than at training.</exception>
    public static (DataViewSchema.Column Column, int FeatureCount) FindFeatures(DataViewSchema schema, string name, int? trainedCount = null)
    {
        string expected = trainedCount is { } size ? $"Vector<Single, {size}>{(size == 1 ? " or Single" : "")}, as at training" : FeatureTypes;
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing("feature", name, expected);
        int count = column.Type switch
        {
            VectorDataViewType { IsKnownSize: true } vector when vector.ItemType == NumberDataViewType.Single => vector.Size,
            NumberDataViewType number when number == NumberDataViewType.Single => 1,
            _ => 0,
        };
        if (count == 0 || (trainedCount ?? count) != count)
        {
            throw Mismatch("feature", name, expected, column.Type.ToString()!);
        }

        return (column, count);
    }

    /// <summary>Finds the weights in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or not Single.</exception>
    public static DataViewSchema.Column FindWeight(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing("weight", name, "Single");
        return column.Type == NumberDataViewType.Single ? column : throw Mismatch("weight", name, "Single", column.Type.ToString()!);
    }

    /// <summary>The same checks where only the kind of a column is known; sizes come with the data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another kind.</exception>
    public static SchemaShape.Column Check(SchemaShape schema, string featureName, string? weightName)
    {
        SchemaShape.Column features = Find(schema, featureName) ?? throw Missing("feature", featureName, FeatureTypes);
        if (features.ItemType != NumberDataViewType.Single || features.Kind == SchemaShape.Column.VectorKind.VariableVector)
        {
            throw Mismatch("feature", featureName, FeatureTypes, Describe(features));
        }

        if (weightName is not null)
        {
            SchemaShape.Column weight = Find(schema, weightName) ?? throw Missing("weight", weightName, "Single");
            if (weight.ItemType != NumberDataViewType.Single || weight.Kind != SchemaShape.Column.VectorKind.Scalar)
            {
                throw Mismatch("weight", weightName, "Single", Describe(weight));
            }
        }

        return features;
    }

    private static SchemaShape.Column? Find(SchemaShape schema, string name)
    {
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
            {
                return column;
            }
        }

        return null;
    }

    private static string Describe(SchemaShape.Column column)
        => (column.Kind, column.IsKey) switch
        {
            (SchemaShape.Column.VectorKind.Scalar, false) => $"{column.ItemType}",
            (SchemaShape.Column.VectorKind.Scalar, true) => $"Key<{column.ItemType}>",
            (SchemaShape.Column.VectorKind.Vector, _) => $"Vector<{column.ItemType}>",
            _ => $"a vector of {column.ItemType} of unknown size",
        };

    private static ArgumentOutOfRangeException Missing(string role, string name, string expected)
        => new(null, $"There is no {role} column '{name}' in the data; expected {expected}.");

    private static ArgumentOutOfRangeException Mismatch(string role, string name, string expected, string found)
        => new(null, $"The {role} column '{name}' is {found}; expected {expected}.");
}
