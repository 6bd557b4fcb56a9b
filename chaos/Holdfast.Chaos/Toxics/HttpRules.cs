namespace Holdfast.Chaos;

/// <summary>The actions that are possible at each moment.</summary>
internal static class HttpRules
{
    public static bool IsOfRequest(HttpMoment moment) => moment <= HttpMoment.AfterRequest;

    /// <summary>Why the trigger and the action cannot be combined, in a sentence; null if they can.</summary>
    public static string? Problem(HttpTrigger trigger, HttpAction action) => (trigger, action) switch
    {
        ({ Bytes: < 0 }, _) => $"The number of bytes is '{trigger.Bytes}', but must not be negative.",
        ({ Nth: < 0 }, _) => $"'nth' is '{trigger.Nth}', but matches are counted from 1, and 0 means each.",
        (_, { Duration.Ticks: < 0 }) => $"The duration is '{action.Duration}', but must not be negative.",
        (_, { Kind: HttpActionKind.Drip, PieceSize: < 1 }) =>
            $"The pieces of a drip have '{action.PieceSize}' bytes, but need one at least.",
        (_, { Kind: HttpActionKind.InjectStatus, Status: < 200 or > 599 }) =>
            $"The status '{action.Status}' cannot be injected; give a final one, 200 to 599.",
        (_, { Kind: HttpActionKind.HalfClose, Direction: null }) => "A half-close needs a direction, upstream or downstream.",
        _ when !Fits(trigger.Moment, action.Kind) =>
            $"The action '{SnakeCase.Of(action.Kind)}' cannot be done at '{SnakeCase.Of(trigger.Moment)}'; {Hint(action.Kind)}",
        _ => null,
    };

    private static bool Fits(HttpMoment moment, HttpActionKind kind) => kind switch
    {
        HttpActionKind.DeliverTwice or HttpActionKind.BufferRequest => moment == HttpMoment.BeforeRequest,
        HttpActionKind.LoseResponse or HttpActionKind.StripInterim or HttpActionKind.FinalizeInterim => IsOfRequest(moment),
        HttpActionKind.InjectStatus => moment <= HttpMoment.BeforeResponse,
        HttpActionKind.Drip or HttpActionKind.Corrupt => moment != HttpMoment.AfterRequest,
        _ => true,
    };

    private static string Hint(HttpActionKind kind) => kind switch
    {
        HttpActionKind.DeliverTwice or HttpActionKind.BufferRequest => "it needs 'before_request'.",
        HttpActionKind.InjectStatus => "the response must not have begun.",
        HttpActionKind.Drip or HttpActionKind.Corrupt => "nothing of the message is left at that moment.",
        _ => "it needs a moment of the request.",
    };
}
