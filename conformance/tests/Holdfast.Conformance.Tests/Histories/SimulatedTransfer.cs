namespace Holdfast.Conformance.Tests.Histories;

/// <summary>An append on its way: it is taken at the upload's offset, piece by piece, until somebody else has moved that.</summary>
internal sealed class SimulatedTransfer(SimulatedUpload upload, int at, string octets)
{
    /// <summary>The answer; none as long as there is more to come.</summary>
    public int? Status { get; private set; }

    public int Kept { get; private set; }

    /// <summary>The upload's offset when the transfer was refused.</summary>
    public int? Refused { get; private set; }

    /// <summary>Takes the next octets.</summary>
    public void Take(int count)
    {
        if (Status is not null)
        {
            return;
        }

        if (upload.IsDeleted || upload.Stored.Length != at + Kept)
        {
            Refused = upload.Stored.Length;
            Status = upload.IsDeleted ? 404 : Kept == 0 ? 409 : 400;
            return;
        }

        var taken = Math.Min(count, octets.Length - Kept);
        upload.Stored += octets.Substring(Kept, taken);
        Kept += taken;
        Status = Kept == octets.Length ? 204 : null;
    }
}
