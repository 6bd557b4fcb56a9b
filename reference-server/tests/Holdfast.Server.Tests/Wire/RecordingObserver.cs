using System.Collections.Concurrent;
using System.Threading.Channels;
using Holdfast.Server.Core;

namespace Holdfast.Server.Tests;

/// <summary>Keeps what it is asked and told about uploads, and decides as a test wishes.</summary>
internal sealed class RecordingObserver : IUploadObserver
{
    private readonly Channel<Transition> _told = Channel.CreateUnbounded<Transition>();

    /// <summary>The transitions that it was called for, in order.</summary>
    public ConcurrentQueue<Transition> Asked { get; } = [];

    /// <summary>Its decision; by default it permits everything.</summary>
    public Func<Transition, Decision> Decides { get; set; } = _ => default;

    /// <summary>Runs before it decides.</summary>
    public Func<Transition, Task> Considers { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before it records a step.</summary>
    public Func<Transition, Task> Works { get; set; } = _ => Task.CompletedTask;

    public async ValueTask<Decision> BeforeAsync(Transition next, CancellationToken cancellationToken)
    {
        Asked.Enqueue(next);
        await Considers(next);
        return Decides(next);
    }

    public async ValueTask AfterAsync(Transition past)
    {
        await Works(past);
        await _told.Writer.WriteAsync(past);
    }

    /// <summary>The next steps that it is told of.</summary>
    public async Task<List<Transition>> NextAsync(int count, CancellationToken cancellationToken)
    {
        var steps = new List<Transition>();
        while (steps.Count < count)
        {
            steps.Add(await _told.Reader.ReadAsync(cancellationToken));
        }

        return steps;
    }

    /// <summary>It has been told of nothing since the last question.</summary>
    public bool IsQuiet => !_told.Reader.TryPeek(out _);
}
