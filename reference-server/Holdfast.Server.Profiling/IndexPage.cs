using System.Globalization;
using Holdfast.Server.Profiling.Sessions;

namespace Holdfast.Server.Profiling;

/// <summary>The page at the path of profiling, for people.</summary>
internal static class IndexPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="below">What links begin with: the last segment of the path, if the path doesn't end with a slash.</param>
    /// <param name="options">The bounds of a profile.</param>
    public static string Write(string below, ProfilingOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Profiling</title>
        <h1>Profiling</h1>
        <p>This is process {Environment.ProcessId}. It takes one profile or snapshot at a time; now {Turn.Current ?? "none"}.</p>
        <dl>
          <dt><a href="{below}profile?seconds=10">profile?seconds=10</a>
          <dd>Where CPU time goes, for speedscope (https://www.speedscope.app). 'seconds' is a whole number from 1 to
            {options.MaxDuration.TotalSeconds:0}; without it, {options.DefaultDuration.TotalSeconds:0}.
          <dt><a href="{below}profile?seconds=10&amp;format=nettrace">profile?seconds=10&amp;format=nettrace</a>
          <dd>The recording itself, for dotnet-trace, PerfView and Visual Studio.
          <dt><a href="{below}fgprof?seconds=10">fgprof?seconds=10</a>
          <dd>Where all time goes, including that in which threads wait. It has the same formats.
          <dt><a href="{below}heap">heap</a> (<a href="{below}heap?format=json">JSON</a>)
          <dd>What lives on the managed heap, by type. All threads stand still while the heap is collected and walked.
          <dt><a href="{below}threads">threads</a> (<a href="{below}threads?format=json">JSON</a>)
          <dd>The threads, with their stacks and CPU times.
          <dt><a href="{below}counters">counters</a> (<a href="{below}counters?format=json">JSON</a>)
          <dd>Collections, memory, the thread pool, and what else can be read from meters.
        </dl>
        </html>

        """);
}
