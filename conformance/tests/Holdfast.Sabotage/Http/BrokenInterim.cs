using Holdfast.Server;
using Microsoft.AspNetCore.Http;
using Fields = System.Collections.Generic.IReadOnlyCollection<System.Collections.Generic.KeyValuePair<string, string>>;

namespace Holdfast.Sabotage;

/// <summary>Defects in the interim responses.</summary>
internal sealed class BrokenInterim(IInterimResponses sound, Func<Fields, IEnumerable<KeyValuePair<string, string>>?> change) : IInterimResponses
{
    /// <summary>The client gets other 104s than were meant, or, for null, none.</summary>
    public static Break Each(Func<HttpContext, Fields, IEnumerable<KeyValuePair<string, string>>?> change) => Broken.Exchange((context, next) =>
    {
        if (context.GetInterimResponses() is { } sound)
        {
            context.Features.Set<IInterimResponses>(new BrokenInterim(sound, fields => change(context, fields)));
        }

        return next(context);
    });

    /// <summary>Announcements alone are changed.</summary>
    public static Break Announcement(Func<HttpContext, Fields, IEnumerable<KeyValuePair<string, string>>?> change) =>
        Each((context, fields) => IsAnnouncement(fields) ? change(context, fields) : fields);

    /// <summary>Progress alone is changed.</summary>
    public static Break Progress(Func<HttpContext, Fields, IEnumerable<KeyValuePair<string, string>>?> change) =>
        Each((context, fields) => IsAnnouncement(fields) ? fields : change(context, fields));

    /// <summary>The fields without one.</summary>
    public static Fields Without(Fields fields, string name) => [.. fields.Where(field => field.Key != name)];

    /// <summary>The fields with another value of one.</summary>
    public static Fields With(Fields fields, string name, Func<string, string> read) =>
        [.. fields.Select(field => field.Key == name ? new(name, read(field.Value)) : field)];

    // One that is not sent was sent, as far as the server knows.
    public bool TrySend(int status, Fields fields) => change(fields) is not { } other || sound.TrySend(status, [.. other]);

    private static bool IsAnnouncement(Fields fields) => fields.Any(field => field.Key == "Location");
}
