using Pipeline.Ml.Data;

namespace Pipeline.Ml.Tails;

/// <summary>The distinct values of one column in ascending order with their weights, and the moments that follow from them.</summary>
/// <remarks>
/// One sample serves all columns one after the other, so that fitting needs memory for one column only. Equal values are joined first:
/// that is why a row of weight w and w copies of it give the same bits wherever the weights add up exactly.
/// </remarks>
internal sealed class ColumnSample(int rowCount)
{
    // What a normal distribution's median absolute deviation and interquartile range are multiplied with to give its standard deviation.
    private const double MadToSigma = 1.4826022185056018;
    private const double RangeToSigma = 0.7413011092528009;

    // Sigmas within which nothing is far, and how many times farther than all others a group must lie to be apart from them.
    private const double NearSigmas = 3;
    private const double FarFactor = 5;

    private readonly float[] _values = new float[rowCount];
    private readonly double[] _weights = new double[rowCount];

    /// <summary>Distinct values.</summary>
    public int Count { get; private set; }

    /// <summary>Weight of all rows that hold a value.</summary>
    public double TotalWeight { get; private set; }

    /// <summary>Weight of all rows that lack one.</summary>
    public double MissingWeight { get; private set; }

    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, Count);

    /// <summary>Takes another column in.</summary>
    /// <exception cref="ArgumentException">A value is infinite; the message names row and column.</exception>
    public void Gather(FeatureMatrix data, int column, ReadOnlySpan<float> weights)
    {
        ReadOnlySpan<float> all = data.Values.Span;
        int count = 0;
        MissingWeight = 0;
        for (int row = 0, i = column; row < data.RowCount; row++, i += data.ColumnCount)
        {
            float value = all[i];
            double weight = weights.IsEmpty ? 1 : weights[row];
            if (weight == 0)
                continue;
            if (float.IsNaN(value))
            {
                MissingWeight += weight;
                continue;
            }

            if (float.IsInfinity(value))
                throw new ArgumentException($"Row {row} holds {value} in column {column}: a value to learn from must be finite, or NaN where it is missing.", nameof(data));
            _values[count] = value + 0f; // Minus zero becomes zero.
            _weights[count++] = weight;
        }

        if (weights.IsEmpty)
            Array.Sort(_values, 0, count);
        else
            Array.Sort(_values, _weights, 0, count);
        JoinEqual(count);
    }

    /// <summary>
    /// Takes out, on either side, a group of values that is no more than <paramref name="shareMax"/> of all weight and five times farther
    /// from the median than any value between. Near are at least values within three robust sigmas, and within
    /// <paramref name="minimumDeviation"/>; where both are 0 nothing is far.
    /// </summary>
    /// <returns>Whether any was taken out.</returns>
    public bool SetFarAside(double shareMax, double minimumDeviation)
    {
        double near = Math.Max(minimumDeviation, NearSigmas * RangeToSigma * (Quantile(0.75) - Quantile(0.25)));
        if (near == 0 || shareMax == 0)
        {
            return false;
        }

        double median = Median();
        int end = Count;
        double weight = 0;
        for (int i = Count - 1; i > 0 && (weight += _weights[i]) <= shareMax * TotalWeight; i--)
        {
            end = _values[i] - median >= FarFactor * Math.Max(near, _values[i - 1] - median) ? i : end;
        }

        int start = 0;
        weight = 0;
        for (int i = 0; i < Count - 1 && (weight += _weights[i]) <= shareMax * TotalWeight; i++)
        {
            start = median - _values[i] >= FarFactor * Math.Max(near, median - _values[i + 1]) ? i + 1 : start;
        }

        if (end - start == Count)
        {
            return false;
        }

        Array.Copy(_values, start, _values, 0, end - start);
        Array.Copy(_weights, start, _weights, 0, end - start);
        Count = end - start;
        TotalWeight = 0;
        foreach (double one in Weights)
        {
            TotalWeight += one;
        }

        return true;
    }

    /// <summary>The value below and above which lie equal weights.</summary>
    public double Median() => Quantile(0.5);

    /// <summary>Weight-wise quantile; between two values where the cut falls exactly between them.</summary>
    public double Quantile(double q)
    {
        double target = q * TotalWeight, below = 0;
        for (int i = 0; i < Count - 1; i++)
        {
            below += _weights[i];
            if (below > target)
                return _values[i];
            if (below == target)
                return _values[i] + (((double)_values[i + 1] - _values[i]) / 2);
        }

        return _values[Count - 1];
    }

    public double Mean()
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
            sum += _weights[i] * _values[i];
        return sum / TotalWeight;
    }

    public double Variance(double mean)
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            double deviation = _values[i] - mean;
            sum += _weights[i] * deviation * deviation;
        }

        return sum / TotalWeight;
    }

    /// <summary>
    /// Spread in the unit of a standard deviation: from the median absolute deviation; where that is 0, from the interquartile range;
    /// where that is 0 too, the standard deviation. Above 0 as soon as there are two values.
    /// </summary>
    public double Scale(double median)
    {
        double deviation = MedianAbsoluteDeviation(median);
        if (deviation > 0)
            return deviation * MadToSigma;
        double range = Quantile(0.75) - Quantile(0.25);
        return range > 0 ? range * RangeToSigma : Math.Sqrt(Variance(Mean()));
    }

    // Walks outwards from the median on both sides at once, always taking the nearer value.
    private double MedianAbsoluteDeviation(double median)
    {
        int above = 0;
        while (above < Count && _values[above] < median)
            above++;
        int below = above - 1;
        double taken = 0, half = TotalWeight / 2;
        while (true)
        {
            double up = above < Count ? _values[above] - median : double.PositiveInfinity;
            double down = below >= 0 ? median - _values[below] : double.PositiveInfinity;
            taken += up <= down ? _weights[above++] : _weights[below--];
            if (taken >= half || (above >= Count && below < 0))
                return Math.Min(up, down);
        }
    }

    private void JoinEqual(int count)
    {
        Count = 0;
        TotalWeight = 0;
        for (int i = 0; i < count; i++)
        {
            TotalWeight += _weights[i];
            if (Count > 0 && _values[Count - 1] == _values[i])
            {
                _weights[Count - 1] += _weights[i];
                continue;
            }

            _values[Count] = _values[i];
            _weights[Count++] = _weights[i];
        }
    }
}
