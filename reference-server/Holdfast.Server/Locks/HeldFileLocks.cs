using Holdfast.Server.Files;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Locks;

/// <summary>
/// Notices that another process wants one of the locks that this one holds: a stop file beside the lock file. While nothing changes
/// in the directory a look costs one call, however many locks are held; watching by notifications would cost each upload some, and
/// network file systems send none.
/// </summary>
internal sealed class HeldFileLocks
{
    // A handover across processes may take 300 ms at most; this is the largest part of it.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    // Some file systems keep a directory's time in steps of two seconds: a second change within the step would not show.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2.5);

    private readonly Lock _gate = new();
    private readonly HashSet<FileLock> _held = [];

    // Reused in every round: a new list of thousands of entries, twenty times a second, would be most of the cost of the locks.
    private readonly List<FileLock> _seen = [];
    private readonly FileCalls _calls;
    private readonly string _directory;
    private readonly TimeSpan _atLeast;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private int _nested;
    private bool _looking;
    private DateTime _directoryTime;
    private long _changedAt;
    private long _lookedAt;

    /// <param name="calls">How files are looked at.</param>
    /// <param name="directory">Where the stop files appear.</param>
    /// <param name="atLeast">How often every file is looked for even when the directory shows no change.</param>
    /// <param name="timeProvider">The clock of both.</param>
    public HeldFileLocks(FileCalls calls, string directory, TimeSpan atLeast, TimeProvider timeProvider)
    {
        _calls = calls;
        _directory = directory;
        _atLeast = atLeast;
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(
            static state => ((HeldFileLocks)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(FileLock taken)
    {
        lock (_gate)
        {
            _nested += _held.Add(taken) && taken.IsNested ? 1 : 0;
            if (!_looking)
            {
                _looking = true;
                _timer.Change(Pace, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Remove(FileLock released)
    {
        lock (_gate)
        {
            _nested -= _held.Remove(released) && released.IsNested ? 1 : 0;
        }
    }

    private void Look()
    {
        try
        {
            PassOnWishes(MayHaveChanged());
        }
        finally
        {
            _seen.Clear();
            lock (_gate)
            {
                _looking = _held.Count > 0;
                if (_looking)
                {
                    _timer.Change(Pace, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    private void PassOnWishes(bool mayHaveChanged)
    {
        Snapshot(nestedOnly: !mayHaveChanged);
        foreach (var held in _seen)
        {
            if (IsWanted(held))
            {
                held.RequestRelease();
            }
        }
    }

    // A directory that is away, or can't be read, must not end the process: this runs in a timer. The next look tries again.
    private bool IsWanted(FileLock held)
    {
        try
        {
            return _calls.TryAsk(held.StopPath) is not null;
        }
        catch (UploadStoreException)
        {
            _directoryTime = default;
            return false;
        }
    }

    private bool MayHaveChanged()
    {
        var now = _timeProvider.GetTimestamp();
        var time = TimeOfDirectory();
        if (time != _directoryTime)
        {
            (_directoryTime, _changedAt) = (time, now);
        }

        if (_timeProvider.GetElapsedTime(_changedAt, now) > Settling && _timeProvider.GetElapsedTime(_lookedAt, now) < _atLeast)
        {
            return false;
        }

        _lookedAt = now;
        return true;
    }

    private DateTime TimeOfDirectory()
    {
        try
        {
            return _calls.TimeOf(_directory);
        }
        catch (UploadStoreException)
        {
            return default;
        }
    }

    private void Snapshot(bool nestedOnly)
    {
        lock (_gate)
        {
            if (!nestedOnly)
            {
                _seen.AddRange(_held);
            }
            else if (_nested > 0)
            {
                _seen.AddRange(_held.Where(held => held.IsNested));
            }
        }
    }
}
