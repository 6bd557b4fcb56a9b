using Holdfast.Server.Interim;
using Microsoft.AspNetCore.Http;
using Fields = System.Collections.Generic.IReadOnlyCollection<System.Collections.Generic.KeyValuePair<string, string>>;

namespace Holdfast.Sabotage.Http;

/// <summary>Defects in interim responses (104).</summary>
internal sealed class BrokenInterim(
    IInterimResponses sound, Func<Fields, IEnumerable<KeyValuePair<string, string>>?> change) : IInterimResponses
{
    /// <summary>Changes the header fields of each 104; null suppresses it.</summary>
    public static Break Each(Func<HttpContext, Fields, IEnumerable<KeyValuePair<string, string>>?> change) =>
        Broken.Exchange((context, next) =>
    {
        if (context.GetInterimResponses() is { } sound)
        {
            context.Features.Set<IInterimResponses>(new BrokenInterim(sound, fields => change(context, fields)));
        }

        return next(context);
    });

    /// <summary>Changes only the 104s that announce the upload URL.</summary>
    public static Break Announcement(Func<HttpContext, Fields, IEnumerable<KeyValuePair<string, string>>?> change) =>
        Each((context, fields) => IsAnnouncement(fields) ? change(context, fields) : fields);

    /// <summary>Changes only the 104s that report progress.</summary>
    public static Break Progress(Func<HttpContext, Fields, IEnumerable<KeyValuePair<string, string>>?> change) =>
        Each((context, fields) => IsAnnouncement(fields) ? fields : change(context, fields));

    /// <summary>The fields without the one of this name.</summary>
    public static Fields Without(Fields fields, string name) => [.. fields.Where(field => field.Key != name)];

    /// <summary>The fields with a changed value of the one of this name.</summary>
    public static Fields With(Fields fields, string name, Func<string, string> read) =>
        [.. fields.Select(field => field.Key == name ? new(name, read(field.Value)) : field)];

    // A suppressed 104 is reported to the server as sent.
    public bool TrySend(int status, Fields fields) => change(fields) is not { } other || sound.TrySend(status, [.. other]);

    private static bool IsAnnouncement(Fields fields) => fields.Any(field => field.Key == "Location");
}
