using System.Diagnostics;

namespace Pipeline.Ml.Thresholds;

/// <summary>How likely the next excess is above a level, averaged over all tails that could have given the excesses.</summary>
/// <remarks>
/// <para>
/// A tail read off a point estimate is exceeded more often than it says, the more so the fewer excesses there were: a tail guessed
/// too short costs more alarms than one guessed too long saves. Averaging over the posterior (the <em>predictive</em> distribution) accounts
/// for it: for an exponential tail of unknown scale the average rate of exceedance is exactly the one asked for.
/// </para>
/// <para>
/// Prior: scale as 1 / scale (no unit is preferred), shape normal with mean <see cref="ShapeMean"/> and deviation
/// <see cref="ShapeDeviation"/>, leaning to heavy tails on purpose. In the slope t = shape / scale of <see cref="GrimshawCurve"/> the shape
/// integrates away, its prior taken at the best shape of each slope, and leaves one dimension for a grid of <see cref="NodesMax"/>:
/// <code>
/// weight(t)        ~ (S(t) / t)^-(k-1)  exp(-S(t))  prior(shape(t))  dt        S(t) = sum of ln(1 + t y), k excesses
/// P(Y > y | t)     = (1 + ln(1 + t y) / S(t))^-(k-1)
/// P(Y > y)         = sum of weight(t) P(Y > y | t)
/// </code>
/// </para>
/// Costs 51 logarithms and exponentials a level. Immutable.
/// </remarks>
internal sealed class PredictiveTail
{
    public const double ShapeMean = 0.2;
    public const double ShapeDeviation = 0.3;
    public const int NodesMax = 51;

    private const double ShapeMin = -1;
    private const double ShapeMax = 1.5;
    private const double ShapeStep = 0.05;

    private readonly double[] _slopes;
    private readonly double[] _logSums;
    private readonly double[] _weights;
    private readonly double _unit;
    private readonly double _power;

    private PredictiveTail(double unit, double power, double[] slopes, double[] logSums, double[] weights)
    {
        _unit = unit;
        _power = power;
        _slopes = slopes;
        _logSums = logSums;
        _weights = weights;
    }

    /// <param name="observed">At least two excesses, all above 0 and finite.</param>
    /// <param name="censored">Levels above 0 that further excesses lay above, no more being known.</param>
    /// <param name="censoredWeight">How many excesses each of these stands for.</param>
    public static PredictiveTail Fit(ReadOnlySpan<double> observed, ReadOnlySpan<double> censored = default, double censoredWeight = 1)
    {
        Debug.Assert(observed.Length >= 2, "One excess has no predictive distribution under this prior.");
        GrimshawCurve curve = new(observed, censored, censoredWeight);
        double[] slopes = [.. curve.SlopesOf(ShapeMin, ShapeMax, ShapeStep)];
        double power = observed.Length - 1;
        double[] logSums = new double[slopes.Length];
        double[] weights = new double[slopes.Length];
        double highest = double.NegativeInfinity;
        for (int node = 0; node < slopes.Length; node++)
        {
            double slope = slopes[node];
            (double all, double observedLogs) = curve.LogSums(slope);
            // At a slope of zero, logarithm and slope go to zero together and their ratio to the sum of the excesses.
            logSums[node] = slope == 0 ? curve.ReachSum : all;
            double ratio = slope == 0 ? curve.ReachSum : all / slope;
            double deviation = ((all / observed.Length) - ShapeMean) / ShapeDeviation;
            // Nodes are even in shape, so dt is the inverse of the derivative of the shape.
            weights[node] = (-power * Math.Log(ratio)) - observedLogs - Math.Log(curve.ShapeDerivative(slope)) - (deviation * deviation / 2);
            highest = Math.Max(highest, weights[node]);
        }

        double total = 0;
        for (int node = 0; node < weights.Length; node++)
        {
            weights[node] = Math.Exp(weights[node] - highest);
            total += weights[node];
        }

        for (int node = 0; node < weights.Length; node++)
            weights[node] /= total;
        return new PredictiveTail(curve.Unit, power, slopes, logSums, weights);
    }

    /// <summary>The probability that the next excess is above <paramref name="excess"/>; never rises with it; 1 at and below 0.</summary>
    public double Survival(double excess)
    {
        if (excess <= 0)
            return 1;
        double reach = excess / _unit;
        double survival = 0;
        for (int node = 0; node < _slopes.Length; node++)
        {
            double slope = _slopes[node];
            double argument = 1 + (slope * reach);
            if (argument <= 0)
                continue;
            double share = (slope == 0 ? reach : Math.Log(argument)) / _logSums[node];
            survival += _weights[node] * Math.Exp(-_power * Math.Log(1 + share));
        }

        return Math.Min(1, survival);
    }

    /// <summary>The lowest excess, to the last digits, that the next one is above with at most this probability.</summary>
    /// <param name="survival">In (0, 1].</param>
    public double Excess(double survival)
    {
        Debug.Assert(survival > 0 && survival <= 1, "A probability above 0.");
        if (survival >= 1)
            return 0;
        double below = 0;
        double above = _unit;
        while (Survival(above) > survival)
        {
            below = above;
            above *= 2;
            if (double.IsInfinity(above))
                return above;
        }

        while (true)
        {
            double middle = below + ((above - below) / 2);
            if (middle <= below || middle >= above)
                return above;
            if (Survival(middle) > survival)
                below = middle;
            else
                above = middle;
        }
    }

    /// <summary>The lowest score, to the last digits, that is exceeded at no more than a promised rate.</summary>
    /// <param name="level">What the excesses lie above.</param>
    /// <param name="rate">Excesses per observation, in (0, 1].</param>
    /// <param name="promised">Above 0, at most <paramref name="rate"/>.</param>
    /// <returns>At least the level; positive infinity if no finite score is so rare.</returns>
    public double Threshold(double level, double rate, double promised)
    {
        double threshold = level + Excess(promised / rate);

        // The sum may have been rounded down, to more than was promised. Steps double, so there are no more of them than bits.
        double step = Math.BitIncrement(threshold) - threshold;
        while (double.IsFinite(threshold) && rate * Survival(threshold - level) > promised)
        {
            threshold += step;
            step *= 2;
        }

        return threshold;
    }

    /// <summary>Little-endian: unit, power, node count (int32), then slope, logarithm sum and weight of every node.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_unit);
        writer.Write(_power);
        writer.Write(_slopes.Length);
        for (int node = 0; node < _slopes.Length; node++)
        {
            writer.Write(_slopes[node]);
            writer.Write(_logSums[node]);
            writer.Write(_weights[node]);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are no predictive tail or end too early.</exception>
    public static PredictiveTail Read(BinaryReader reader)
    {
        CheckedReader bytes = new(reader);
        double unit = bytes.Double("unit of the tail", double.Epsilon, double.MaxValue);
        double power = bytes.Double("power of the tail", 1, int.MaxValue);
        int count = bytes.Int32("node count of the tail", 1, NodesMax);
        double[] slopes = new double[count];
        double[] logSums = new double[count];
        double[] weights = new double[count];
        double total = 0;
        for (int node = 0; node < count; node++)
        {
            slopes[node] = bytes.Double("slope", node == 0 ? -1 : slopes[node - 1], double.MaxValue);
            logSums[node] = bytes.Double("logarithm sum", -double.MaxValue, double.MaxValue);
            // A sum has the sign of its slope, or survival would not fall.
            if (slopes[node] < 0 ? logSums[node] >= 0 : logSums[node] <= 0)
                throw new InvalidDataException($"Logarithm sum {logSums[node]} does not belong to slope {slopes[node]}.");
            weights[node] = bytes.Double("weight", 0, 1);
            total += weights[node];
        }

        if (Math.Abs(total - 1) > 1e-9)
            throw new InvalidDataException($"The weights of the tail add up to {total}, not to 1.");
        return new PredictiveTail(unit, power, slopes, logSums, weights);
    }
}
