using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>The usual value of each column.</summary>
internal static class ColumnMedians
{
    /// <summary>By column, of the values that are there (the lower of the middle two); NaN where there are none.</summary>
    public static double[] Of(FeatureMatrix rows)
    {
        double[] medians = new double[rows.ColumnCount];
        float[] values = new float[rows.RowCount];
        for (int column = 0; column < medians.Length; column++)
        {
            int count = 0;
            for (int row = 0; row < rows.RowCount; row++)
            {
                float value = rows.Row(row)[column];
                if (!float.IsNaN(value))
                    values[count++] = value;
            }

            Array.Sort(values, 0, count);
            medians[column] = count > 0 ? values[(count - 1) / 2] : double.NaN;
        }

        return medians;
    }
}
