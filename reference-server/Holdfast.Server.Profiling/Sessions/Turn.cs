using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Profiling.Sessions;

/// <summary>
/// The right to profile this process, which one request has at a time: two samplers would stop all threads twice as often, and a heap
/// snapshot would be in the middle of a profile.
/// </summary>
internal sealed class Turn : IDisposable
{
    private static Turn? _current;

    private readonly string _what;
    private readonly DateTimeOffset _end;

    private Turn(string what, DateTimeOffset end)
    {
        _what = what;
        _end = end;
    }

    /// <summary>What the process is busy with; null for nothing.</summary>
    public static string? Current => Volatile.Read(ref _current)?._what;

    /// <exception cref="ProfilingException">Another request has it.</exception>
    public static Turn Take(string what, TimeSpan duration, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var mine = new Turn(what, now + duration);
        return Interlocked.CompareExchange(ref _current, mine, null) is not { } other ? mine : throw Busy(other, now);
    }

    public void Dispose() => Interlocked.CompareExchange(ref _current, null, this);

    // What follows the recording takes a moment, hence at least a second.
    private static ProfilingException Busy(Turn other, DateTimeOffset now)
    {
        var left = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((other._end - now).TotalSeconds)));
        return new ProfilingException(
            StatusCodes.Status503ServiceUnavailable,
            $"This process is busy with {other._what}, and does one thing of this kind at a time. Ask again in {left.TotalSeconds:0} s.",
            left);
    }
}
