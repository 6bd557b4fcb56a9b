using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Server.S3.Locks;

/// <summary>What a lease object says, as JSON.</summary>
/// <param name="Fence">Grows with each holder.</param>
/// <param name="Holder">The token of the claim that has the lease; empty when it is free.</param>
/// <param name="Renewals">How often the holder has renewed it.</param>
/// <param name="Milliseconds">How long it lasts without a renewal.</param>
/// <param name="Address">The UDP address of the holder's server.</param>
/// <param name="IsWanted">Another server wants it.</param>
/// <param name="Next">The token of the claim that gets it next; empty when nobody stands in line.</param>
internal sealed record LeaseState(
    long Fence, string Holder, long Renewals, long Milliseconds, string Address = "", bool IsWanted = false, string Next = "")
{
    [JsonIgnore]
    public bool IsFree => Holder.Length == 0;

    [JsonIgnore]
    public TimeSpan Duration => TimeSpan.FromMilliseconds(Milliseconds);

    /// <summary>Reads an object's content; null when it is no lease.</summary>
    public static LeaseState? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LeaseJson.Default.LeaseState);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, LeaseJson.Default.LeaseState);
}
