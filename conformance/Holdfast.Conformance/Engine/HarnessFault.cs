using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>Describes an internal error of Holdfast in a case: one sentence, with the details in the case's log.</summary>
internal static class HarnessFault
{
    public static string Of(Exception exception, Transcript transcript)
    {
        transcript.Event(0, WireDirection.Note, "note", exception.ToString());
        return "Holdfast itself failed in this case, which says nothing about the target. The error is "
            + $"'{exception.Message.TrimEnd('.')}'. "
            + "Please report it with the details in the last entry of the case's log.";
    }
}
