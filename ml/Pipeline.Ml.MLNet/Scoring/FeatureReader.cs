using Microsoft.ML;
using Microsoft.ML.Data;

namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>Copies the features of the row a cursor stands on into an array of numbers.</summary>
internal static class FeatureReader
{
    /// <summary>A function that fills exactly <paramref name="count"/> numbers; a sparse vector's absent slots are 0, not missing.</summary>
    /// <remarks>The function belongs to one cursor and is not thread-safe, as the cursor.</remarks>
    public static Action<Span<float>> Create(DataViewRow row, DataViewSchema.Column features, int count)
    {
        if (features.Type is not VectorDataViewType)
        {
            ValueGetter<float> scalar = row.GetGetter<float>(features);
            return target => scalar(ref target[0]);
        }

        ValueGetter<VBuffer<float>> vector = row.GetGetter<VBuffer<float>>(features);
        VBuffer<float> buffer = default;
        return target =>
        {
            vector(ref buffer);
            if (buffer.Length != count)
            {
                throw new InvalidOperationException(
                    $"A row of the feature column '{features.Name}' has {buffer.Length} values; the column's type says {count}.");
            }

            buffer.CopyTo(target);
        };
    }
}
