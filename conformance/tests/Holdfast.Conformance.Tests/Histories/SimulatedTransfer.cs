namespace Holdfast.Conformance.Tests.Histories;

/// <summary>
/// An append in transit: it is stored at the upload's offset, piece by piece, until another request has changed the offset.
/// </summary>
internal sealed class SimulatedTransfer(SimulatedUpload upload, int at, string bytes, SimulatedFlaw flaw)
{
    private int _start = at;

    /// <summary>The answer; none as long as there is more to come.</summary>
    public int? Status { get; private set; }

    public int At { get; } = at;

    public int Kept { get; private set; }

    /// <summary>The upload's offset when the transfer was refused.</summary>
    public int? Refused { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    public void Take(int count)
    {
        if (Status is not null)
        {
            return;
        }

        Misjudge();
        if (upload.IsDeleted || upload.Stored.Length != _start + Kept)
        {
            Refused = upload.Stored.Length;
            Status = upload.IsDeleted ? 404 : Kept == 0 ? 409 : 400;
            return;
        }

        var taken = Math.Min(count, bytes.Length - Kept);
        var piece = bytes.Substring(Kept, taken);
        upload.Stored += flaw == SimulatedFlaw.Garbles && taken > 0 ? piece[..^1] + '#' : piece;
        Kept += taken;
        Status = Kept == bytes.Length ? 204 : null;
    }

    private void Misjudge()
    {
        switch (flaw)
        {
            case SimulatedFlaw.BringsBack:
                upload.IsDeleted = false;
                break;
            case SimulatedFlaw.TakesRepetitions when Kept == 0 && At < upload.Stored.Length:
                _start = upload.Stored.Length;
                break;
            case SimulatedFlaw.TakesBothWriters when !upload.IsDeleted && _start + Kept < upload.Stored.Length:
                upload.Stored = upload.Stored[..(_start + Kept)];
                break;
            case SimulatedFlaw.ChangesAfterCompletion when upload.Stored.Length == upload.Length && _start + Kept < upload.Length:
                var late = bytes[Kept..];
                upload.Stored = upload.Stored.Remove(_start + Kept, late.Length).Insert(_start + Kept, late);
                break;
            case SimulatedFlaw.RefusesTold when Kept == 0 && At % 3 == 0:
                _start = -1;
                break;
        }
    }
}
