namespace Holdfast.Server.Core;

/// <summary>How many bodies may be taken at once.</summary>
internal sealed class UploadSlots(int count)
{
    private int _free = count > 0 ? count : int.MaxValue;

    /// <summary>True when one was free; give it back then.</summary>
    public bool TryTake()
    {
        if (Interlocked.Decrement(ref _free) >= 0)
        {
            return true;
        }

        GiveBack();
        return false;
    }

    public void GiveBack() => Interlocked.Increment(ref _free);
}
