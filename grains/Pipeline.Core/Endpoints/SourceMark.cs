using System.Runtime.CompilerServices;

namespace Pipeline.Core.Endpoints;

/// <summary>Which batches of one source were applied: the highest sequence, and a bit for each of the 1,024 up to it.</summary>
/// <remarks>The bits are a ring: a sequence has the bit of its remainder by 1,024. 160 bytes.</remarks>
internal sealed class SourceMark
{
    /// <summary>Sequences remembered; a client has at most 256 batches in flight.</summary>
    public const int WindowLength = 1_024;

    private Bits _bits;

    public SourceMark(ulong sequence, long lastUseUnixMs)
    {
        Highest = sequence;
        LastUseUnixMs = lastUseUnixMs;
        SetBit(sequence);
    }

    public ulong Highest { get; private set; }

    /// <summary>Arrival of the last batch that was applied, Unix ms.</summary>
    public long LastUseUnixMs { get; private set; }

    public ApplyStatus Classify(ulong sequence)
    {
        if (sequence > Highest)
            return ApplyStatus.Applied;
        if (Highest - sequence >= WindowLength)
            return ApplyStatus.SequenceExpired;
        return HasBit(sequence) ? ApplyStatus.Duplicate : ApplyStatus.Applied;
    }

    /// <summary>Records a batch that <see cref="Classify"/> found new.</summary>
    public void Add(ulong sequence, long arrivalUnixMs)
    {
        LastUseUnixMs = Math.Max(LastUseUnixMs, arrivalUnixMs);
        if (sequence > Highest)
        {
            ForgetUpTo(sequence);
            Highest = sequence;
        }

        SetBit(sequence);
    }

    /// <summary>Whether a sequence within the window was applied.</summary>
    public bool Contains(ulong sequence) => sequence <= Highest && Highest - sequence < WindowLength && HasBit(sequence);

    /// <summary>Records a batch below the highest, as read from a snapshot.</summary>
    public void Restore(ulong sequence) => SetBit(sequence);

    private void ForgetUpTo(ulong sequence)
    {
        if (sequence - Highest >= WindowLength)
        {
            _bits = default;
            return;
        }

        for (ulong forgotten = Highest + 1; forgotten < sequence; forgotten++)
            _bits[WordOf(forgotten)] &= ~MaskOf(forgotten);
    }

    private bool HasBit(ulong sequence) => (_bits[WordOf(sequence)] & MaskOf(sequence)) != 0;

    private void SetBit(ulong sequence) => _bits[WordOf(sequence)] |= MaskOf(sequence);

    private static int WordOf(ulong sequence) => (int)(sequence % WindowLength / 64);

    private static ulong MaskOf(ulong sequence) => 1UL << (int)(sequence % 64);

    [InlineArray(WindowLength / 64)]
    private struct Bits
    {
        private ulong _first;
    }
}
