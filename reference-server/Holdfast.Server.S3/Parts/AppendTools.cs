using Holdfast.Server.S3.Objects;

namespace Holdfast.Server.S3.Parts;

/// <summary>The collaborators of an append.</summary>
internal sealed record AppendTools(
    S3StoreOptions Options, S3Calls Calls, Descriptions Descriptions, Tails Tails, PartSizes Sizes, PartSlots Slots)
{
    /// <summary>
    /// The time in whole seconds, as S3 has it, so that a time that the server takes itself is never later than S3's.
    /// </summary>
    public DateTimeOffset Now()
    {
        var now = Options.TimeProvider.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}
