using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Server.Profiling.Counters;
using Holdfast.Server.Profiling.Cpu;
using Holdfast.Server.Profiling.Memory;
using Holdfast.Server.Profiling.Sessions;
using Holdfast.Server.Profiling.Threads;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Profiling;

/// <summary>Answers requests below the path of profiling. What can fail is done before the response begins.</summary>
internal sealed class ProfilingFrontDoor(ProfilingOptions options, CancellationToken stopping)
{
    // tusd's realm.
    private const string Challenge = "Basic realm=\"Restricted\", charset=\"UTF-8\"";

    private const string PlainText = "text/plain; charset=utf-8";
    private const string Json = "application/json";

    /// <param name="context">The request.</param>
    /// <param name="name">The profile that is asked for; empty for the index.</param>
    public async Task AnswerAsync(HttpContext context, string name)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            Admit(context);
            await AnswerAsync(context, name, ending.Token);
        }
        catch (ProfilingException exception)
        {
            await RefuseAsync(context, exception);
        }
        catch (IOException exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(context, new ProfilingException(
                StatusCodes.Status503ServiceUnavailable, $"The profile can't be kept in '{Path.GetTempPath()}': {exception.Message}"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, and the session has ended.
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await RefuseAsync(context, new ProfilingException(StatusCodes.Status503ServiceUnavailable, "The server is stopping."));
        }
    }

    private void Admit(HttpContext context)
    {
        if (options.Credentials?.Admits(context.Request.Headers.Authorization) == false)
        {
            context.Response.Headers.WWWAuthenticate = Challenge;
            throw new ProfilingException(StatusCodes.Status401Unauthorized, "Profiling needs a user's name and password.");
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            throw new ProfilingException(StatusCodes.Status405MethodNotAllowed, "Profiles are read with GET.");
        }
    }

    private async Task AnswerAsync(HttpContext context, string name, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "":
                await WriteAsync(context, IndexPage.Write(Below(context.Request), options), "text/html; charset=utf-8");
                break;
            case "profile":
                await ProfileAsync(context, "CPU", withWaiting: false, cancellationToken);
                break;
            case "fgprof":
                await ProfileAsync(context, "All time", withWaiting: true, cancellationToken);
                break;
            case "heap":
                await OverviewAsync(
                    context, () => InTurnAsync("a heap snapshot", HeapSnapshot.TakeAsync, cancellationToken),
                    OverviewJson.Default.HeapSnapshot);
                break;
            case "threads":
                await OverviewAsync(
                    context, () => InTurnAsync("an overview of threads", ThreadOverview.TakeAsync, cancellationToken),
                    OverviewJson.Default.ThreadOverview);
                break;
            case "counters":
                await OverviewAsync(context, () => Task.FromResult(CounterOverview.Take()), OverviewJson.Default.CounterOverview);
                break;
            default:
                throw new ProfilingException(
                    StatusCodes.Status404NotFound,
                    $"'{name}' is not a profile. Profiles are 'profile', 'fgprof', 'heap', 'threads' and 'counters'.");
        }
    }

    private async Task ProfileAsync(HttpContext context, string title, bool withWaiting, CancellationToken cancellationToken)
    {
        var format = ProfilingQuery.Format(context.Request, "speedscope", "nettrace");
        var duration = ProfilingQuery.Duration(context.Request, options);
        var time = options.TimeProvider;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{title}, {duration.TotalSeconds:0} s from {time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}");
        using var directory = new TemporaryDirectory();
        var (recording, converted) = (directory.At("profile.nettrace"), directory.At("profile.json"));
        using (Turn.Take($"a profile of {duration.TotalSeconds:0} s", duration, time))
        {
            var used = await CpuProfile.RecordAsync(recording, duration, time, cancellationToken);
            if (format == "speedscope")
            {
                await CpuProfile.ConvertAsync(recording, converted, name, withWaiting ? null : used, cancellationToken);
            }
        }

        var (file, type, extension) =
            format == "speedscope" ? (converted, Json, "speedscope.json") : (recording, "application/octet-stream", "nettrace");
        context.Response.ContentType = type;
        context.Response.ContentLength = new FileInfo(file).Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"profile.{extension}\"";
        await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    private async Task<T> InTurnAsync<T>(
        string what, Func<TimeProvider, CancellationToken, Task<T>> takeAsync, CancellationToken cancellationToken)
    {
        using var turn = Turn.Take(what, TimeSpan.FromSeconds(1), options.TimeProvider);
        return await takeAsync(options.TimeProvider, cancellationToken);
    }

    // The format is read first, so that a wrong one doesn't cost a snapshot.
    private static async Task OverviewAsync<T>(HttpContext context, Func<Task<T>> takeAsync, JsonTypeInfo<T> json)
        where T : notnull
    {
        var isJson = ProfilingQuery.Format(context.Request, "text", "json") == "json";
        var overview = await takeAsync();
        await WriteAsync(context, isJson ? JsonSerializer.Serialize(overview, json) : overview.ToString()!, isJson ? Json : PlainText);
    }

    private static Task RefuseAsync(HttpContext context, ProfilingException refusal)
    {
        context.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } after)
        {
            context.Response.Headers.RetryAfter = after.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, refusal.Message + "\n", PlainText);
    }

    private static Task WriteAsync(HttpContext context, string text, string type)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static string Below(HttpRequest request) =>
        request.Path.Value is { } path && !path.EndsWith('/') ? path[(path.LastIndexOf('/') + 1)..] + "/" : "";
}
