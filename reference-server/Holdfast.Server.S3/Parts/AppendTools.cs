using Holdfast.Server.S3.Objects;

namespace Holdfast.Server.S3.Parts;

/// <summary>What an append works with.</summary>
internal sealed record AppendTools(
    S3StoreOptions Options, S3Calls Calls, Descriptions Descriptions, Tails Tails, PartSizes Sizes, PartSlots Slots)
{
    /// <summary>
    /// The time, as coarse as S3 tells it: so what is told without asking is never later than what S3 tells.
    /// </summary>
    public DateTimeOffset Now()
    {
        var now = Options.TimeProvider.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}
