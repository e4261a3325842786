namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>How much an alarm is worth by where it lies relative to a window: early is best, late costs.</summary>
/// <remarks>The scaled sigmoid of Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms", 2015, section II-B.</remarks>
public static class WindowPosition
{
    /// <summary>Beyond so many widths after a window an alarm has nothing to do with it.</summary>
    private const double FarBehind = 3.0;

    /// <summary>2 / (1 + e^5y) - 1: .9866 at a window's left edge (y = -1), 0 at its right edge (y = 0), then down to -1.</summary>
    /// <param name="position">Rows from the window's right edge in widths of the window, negative inside.</param>
    public static double Worth(double position) => position > FarBehind ? -1.0 : (2.0 / (1.0 + Math.Exp(5.0 * position))) - 1.0;
}
