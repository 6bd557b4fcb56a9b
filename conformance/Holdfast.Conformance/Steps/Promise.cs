namespace Holdfast.Conformance.Steps;

/// <summary>
/// The promises of both protocols about uploads under faults; each protocol names the requirements that a promise follows from.
/// </summary>
internal enum Promise
{
    /// <summary>A reported offset never shrinks.</summary>
    KeepsAcknowledged,

    /// <summary>Nothing is counted that did not arrive.</summary>
    CountsNoMore,

    /// <summary>Of a transfer that breaks off something is kept.</summary>
    KeepsPart,

    /// <summary>All arrived bytes are stored; how many is recorded and not judged.</summary>
    KeepsAll,

    /// <summary>HEAD reports the offset.</summary>
    GivesOffset,

    /// <summary>The upload can be resumed.</summary>
    Resumes,

    /// <summary>The stored content is the content that was sent.</summary>
    Whole,

    /// <summary>A request over a link that works, however badly, is carried out.</summary>
    Takes,

    /// <summary>Of several writers one writes, and bytes never mix.</summary>
    OneWriter,

    /// <summary>A request that arrives while a transfer runs gets a response.</summary>
    Yields,

    /// <summary>An append that was taken over gets no success.</summary>
    OldAppendFails,

    /// <summary>Bytes of a transfer that was taken over change nothing when they arrive.</summary>
    LateBytesVanish,

    /// <summary>An append at an offset that has passed is refused.</summary>
    RefusesRepetition,

    /// <summary>An append at an old offset gets the current one.</summary>
    RefusesWithOffset,

    /// <summary>A deleted upload stays deleted.</summary>
    StaysGone,

    /// <summary>An append that outlives its upload's date ends cleanly.</summary>
    EndsCleanly,

    /// <summary>Every creation creates a new upload.</summary>
    CreatesAfresh,

    /// <summary>Answers on a connection belong to its requests, in their order.</summary>
    AnswersInOrder,

    /// <summary>An upload of which a part is missing is not complete.</summary>
    CompletesOnlyWhole,

    /// <summary>A complete upload stays complete, or may be removed if the protocol allows it.</summary>
    StaysComplete,

    /// <summary>A repetition of the append that completed an upload is not carried out again.</summary>
    CompletesOnce,

    /// <summary>A completion that was acknowledged before a fault of the server holds after it.</summary>
    RecoversCompletion,

    /// <summary>A complete upload may be cleaned up.</summary>
    DropsComplete,

    /// <summary>An append that arrived completely is counted completely.</summary>
    CountsAll,

    /// <summary>An upload is resumed again and again, however little arrives each time.</summary>
    Progresses,

    /// <summary>Uploads survive SIGKILL.</summary>
    OutlivesKill,

    /// <summary>Uploads survive SIGTERM.</summary>
    OutlivesTermination,

    /// <summary>Uploads survive SIGSTOP and SIGCONT.</summary>
    OutlivesStop,

    /// <summary>Uploads survive a full disk.</summary>
    OutlivesFullDisk,

    /// <summary>Uploads survive a broken network between the server and its store.</summary>
    OutlivesStoreFault,

    /// <summary>A server without its store does not deny what is there.</summary>
    AdmitsStoreFault,

    /// <summary>A terminated server exits in time.</summary>
    EndsWhenAsked,

    /// <summary>An append beyond the free space is refused with a fitting status.</summary>
    RefusesWithoutRoom,

    /// <summary>After a fault of the server HEAD reports the offset.</summary>
    GivesOffsetAgain,

    /// <summary>Bytes acknowledged before a fault of the server exist after it.</summary>
    RecoversAcknowledged,

    /// <summary>A lost upload is not continued.</summary>
    StaysLost,
}
