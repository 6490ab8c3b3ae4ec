"""The Bot API's methods (10.0) that the sandbox does not play; calling them is no mistake of spelling."""

_NAMES = """
    sendlivephoto sendaudio sendvideo sendanimation sendvoice sendvideonote sendpaidmedia
    sendlocation sendvenue sendcontact sendpoll sendchecklist senddice sendmessagedraft
    getuserprofilephotos getuserprofileaudios setuseremojistatus banchatmember unbanchatmember
    restrictchatmember promotechatmember setchatadministratorcustomtitle setchatmembertag
    banchatsenderchat unbanchatsenderchat setchatpermissions exportchatinvitelink
    createchatinvitelink editchatinvitelink createchatsubscriptioninvitelink
    editchatsubscriptioninvitelink revokechatinvitelink approvechatjoinrequest
    declinechatjoinrequest setchatphoto deletechatphoto setchattitle setchatdescription
    getuserpersonalchatmessages setchatstickerset deletechatstickerset editgeneralforumtopic
    closegeneralforumtopic reopengeneralforumtopic hidegeneralforumtopic unhidegeneralforumtopic
    unpinallgeneralforumtopicmessages answerguestquery getuserchatboosts getbusinessconnection
    getmanagedbottoken replacemanagedbottoken getmanagedbotaccesssettings
    setmanagedbotaccesssettings setmyprofilephoto removemyprofilephoto
    setmydefaultadministratorrights getmydefaultadministratorrights getavailablegifts sendgift
    giftpremiumsubscription verifyuser verifychat removeuserverification removechatverification
    readbusinessmessage deletebusinessmessages setbusinessaccountname setbusinessaccountusername
    setbusinessaccountbio setbusinessaccountprofilephoto removebusinessaccountprofilephoto
    setbusinessaccountgiftsettings getbusinessaccountstarbalance transferbusinessaccountstars
    getbusinessaccountgifts getusergifts getchatgifts convertgifttostars upgradegift transfergift
    poststory repoststory editstory deletestory answerwebappquery savepreparedinlinemessage
    savepreparedkeyboardbutton editmessagelivelocation stopmessagelivelocation editmessagechecklist
    stoppoll approvesuggestedpost declinesuggestedpost deletemessagereaction
    deleteallmessagereactions getstickerset getcustomemojistickers uploadstickerfile
    createnewstickerset addstickertoset setstickerpositioninset deletestickerfromset
    replacestickerinset setstickeremojilist setstickerkeywords setstickermaskposition
    setstickersettitle setstickersetthumbnail setcustomemojistickersetthumbnail deletestickerset
    answerinlinequery createinvoicelink answershippingquery getmystarbalance
    edituserstarsubscription setpassportdataerrors sendgame setgamescore getgamehighscores
"""
NOT_PLAYED = frozenset(_NAMES.split())
