using Pipeline.Core.Packing;

namespace Pipeline.Core.Windows;

/// <summary>Calls estimated from sampled events.</summary>
/// <param name="CallsMicro">Sum of weight times count, in millionths of a call.</param>
/// <param name="ErrorsMicro">The part of it that failed.</param>
/// <param name="VarianceMicro">Variance of the calls that sampling causes, in millionths; 0 without sampling.</param>
/// <param name="ErrorsVarianceMicro">The same of the errors.</param>
public readonly record struct CallTotals(Int128 CallsMicro, Int128 ErrorsMicro, Int128 VarianceMicro, Int128 ErrorsVarianceMicro = default)
{
    internal CallTotals Plus(in CallTotals other) => new(
        Saturating.Add(CallsMicro, other.CallsMicro),
        Saturating.Add(ErrorsMicro, other.ErrorsMicro),
        Saturating.Add(VarianceMicro, other.VarianceMicro),
        Saturating.Add(ErrorsVarianceMicro, other.ErrorsVarianceMicro));

    internal CallTotals Minus(in CallTotals other) => new(
        Saturating.Add(CallsMicro, -other.CallsMicro),
        Saturating.Add(ErrorsMicro, -other.ErrorsMicro),
        Saturating.Add(VarianceMicro, -other.VarianceMicro),
        Saturating.Add(ErrorsVarianceMicro, -other.ErrorsVarianceMicro));
}
